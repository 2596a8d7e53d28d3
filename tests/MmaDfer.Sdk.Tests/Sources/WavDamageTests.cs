using System.Buffers.Binary;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using static MmaDfer.Sdk.Conformance.TestClips;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>WAV files with wrong or missing sizes, with damage, or of a kind that is not read.</summary>
[TestClass]
public sealed class WavDamageTests
{
    [TestMethod]
    [DataRow(0u, 0u)]
    [DataRow(0u, 36u)]
    [DataRow(0xFFFFFFFFu, 0xFFFFFFFFu)]
    [DataRow(0x7FFFF000u, 0x7FFFF024u)]
    [DataRow(0x80000000u, 0x80000024u)]
    public void SizesLeftOpenByStreamingWritersMeanTheEnd(uint dataSize, uint riffSize)
    {
        byte[] wav = Wav(1, 1, 8000, 16, Shorts(1, 2, 3));
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(4), riffSize);
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(40), dataSize);
        foreach (Stream stream in new Stream[] { new MemoryStream(wav), new OneWayStream(wav) })
        {
            using var source = new WavAudioSource(stream);
            Assert.HasCount(3, SourceReading.AllSamples(source));
        }
    }

    [TestMethod]
    public void AnEmptyRecordingIsSilenceNotItsTrailer()
    {
        byte[] wav = Wav(1, 1, 8000, 16, []);
        using var none = new WavAudioSource(new MemoryStream(wav));
        Assert.IsEmpty(SourceReading.AllSamples(none));
        byte[] file = [.. wav, .. "LIST"u8, 4, 0, 0, 0, 1, 2, 3, 4];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        using var source = new WavAudioSource(new MemoryStream(file));
        Assert.IsEmpty(SourceReading.AllSamples(source));
    }

    [TestMethod]
    public void SamplesThatAHeaderOfNoneForgetsAreRead()
    {
        // The size of the file was filled in, that of the samples was not.
        byte[] wav = Wav(1, 1, 8000, 16, Shorts(0x4141, 0x4242, 3, 4, 5));
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(40), 0);
        foreach (Stream stream in new Stream[] { new MemoryStream(wav), new OneWayStream(wav) })
        {
            using var source = new WavAudioSource(stream, "The tape");
            Assert.HasCount(5, SourceReading.AllSamples(source));
            Assert.HasCount(1, source.Warnings);
            StringAssert.Contains(source.Warnings[0], "The tape: its header says 0 bytes of samples");
        }
    }

    [TestMethod]
    public void AFileThatEndsTooEarlyIsPlayedWithAWarning()
    {
        byte[] wav = Wav(1, 2, 8000, 16, Shorts(1, 2, 3, 4, 5, 6));
        foreach (int missing in (int[])[1, 4, 8])
        {
            byte[] cut = wav[..^missing];
            foreach (Stream stream in new Stream[] { new MemoryStream(cut), new OneWayStream(cut) })
            {
                using var source = new WavAudioSource(stream, "The tape");
                Assert.HasCount((12 - missing) / 4 * 2, SourceReading.AllSamples(source));
                CollectionAssert.AreEqual(
                    new[] { $"The tape is cut short: its header says 12 bytes of samples, {12 - missing} are there and were used." },
                    source.Warnings.ToArray());
            }
        }
        using var whole = new WavAudioSource(new OneWayStream(wav));
        SourceReading.AllSamples(whole);
        Assert.IsEmpty(whole.Warnings);
    }

    [TestMethod]
    public void BadFilesAreRefused()
    {
        byte[] good = Wav(1, 2, 8000, 16, Shorts(1, 2, 3, 4));
        var cases = new (byte[] File, string Why)[]
        {
            ([], "is empty"),
            ([.. "RIFF"u8], "is not a WAV file"),
            ([.. "OggS and much more"u8], "is not a WAV file"),
            (good[..^8], "its header says 8 bytes of samples, 0 are there"),
            (good[..^5], "its header says 8 bytes of samples, 3 are there"),
            (good[..30], "'fmt ' at byte 12 says 16 bytes, 10 are left"),
            (good[..36], "no 'data' chunk in 36 bytes"),
            ([.. good[..12], .. good[36..]], "before their format"),
            (With(good, 20, 6), "compressed audio (WAV format 6)"),
            (With(good, 22, 0), "0 channels"),
            (With(good, 24, 0, 0, 0, 0), "0 samples per second"),
            (With(good, 24, 255, 255, 255, 255), "4294967295 samples per second"),
            (With(good, 32, 3), "3 bytes for 2 samples of 16 bits; 4 would be right"),
            (With(good, 34, 64), "samples of 64 bits"),
            (With(good, 34, 0), "samples of 0 bits"),
            (With(good, 16, 255, 255, 255, 127), "says 2147483647 bytes"),
            (With(good, 16, 2), "its 'fmt ' chunk has 2 bytes"),
            (With(good, 20, 0xFE, 0xFF), "extensible"),
        };
        using var folder = new TemporaryFolder();
        foreach ((byte[] file, string why) in cases)
        {
            string path = folder.Write("bad.wav", file);
            MediaException e = SourceReading.Refused(path, () => AudioSource.OpenWav(MediaFile.Open(path, "a WAV file"), MediaFile.Quote(path)).Dispose());
            StringAssert.Contains(e.Message, why);
        }
    }

    [TestMethod]
    public void EveryCutAndEveryFlippedByteIsRefusedOrRead()
    {
        byte[] file = Wav(3, 2, 8000, 32, new byte[32], true);
        int refused = 0, whole = 0;
        for (int i = 0; i < file.Length; i++)
        {
            foreach (byte flip in new byte[] { 0x01, 0x80, 0xFF })
            {
                byte[] bad = [.. file];
                bad[i] ^= flip;
                foreach (Stream stream in new Stream[] { new MemoryStream(file[..i]), new MemoryStream(bad), new OneWayStream(bad) })
                {
                    try
                    {
                        using var source = new WavAudioSource(stream);
                        float[] samples = SourceReading.AllSamples(source, 16);
                        Assert.IsLessThanOrEqualTo(32, samples.Length, $"byte {i}");
                        Assert.IsTrue(samples.All(float.IsFinite), $"byte {i}");
                        // A shorter file must say so.
                        Assert.IsTrue(stream.CanSeek is false || stream.Length == file.Length || source.Warnings.Count > 0, $"cut at {i}");
                        whole++;
                    }
                    catch (MediaException)
                    {
                        refused++;
                    }
                }
            }
        }
        // Of 100 bytes, 60 are of the header.
        Assert.AreEqual(3 * 3 * file.Length, refused + whole);
        Assert.IsGreaterThan(2 * file.Length, refused);
        Assert.IsGreaterThan(2 * file.Length, whole);
    }

    [TestMethod]
    public void NonFiniteNumbersAreRefused()
    {
        foreach ((double value, string why) in new[] { (double.NaN, "not a number"), (double.PositiveInfinity, "infinite"), (1e300, "infinite") })
        {
            byte[] data = new byte[24];
            BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(16), value);
            using var source = new WavAudioSource(new MemoryStream(Wav(3, 1, 8000, 64, data)), "The tape");
            MediaException e = Assert.ThrowsExactly<MediaException>(() => source.Read(new float[9], out _));
            Assert.AreEqual($"The tape: sample 3 is {why}; all samples must be finite.", e.Message);
        }
    }

    private static byte[] Shorts(params short[] values) => [.. values.SelectMany(v => new[] { (byte)v, (byte)(v >> 8) })];

    private static byte[] With(byte[] file, int at, params byte[] values)
    {
        byte[] copy = [.. file];
        values.CopyTo(copy, at);
        return copy;
    }
}
