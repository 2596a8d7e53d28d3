using System.Buffers.Binary;
using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;
using static MmaDfer.Sdk.Conformance.TestClips;

namespace MmaDfer.Sdk.Tests.Sources;

[TestClass]
public sealed class WavAudioSourceTests
{
    [TestMethod]
    [DataRow(1, 8, "00 80 ff", new[] { -1f, 0f, 127 / 128f })]
    [DataRow(1, 16, "0080 0000 0100 ff7f", new[] { -1f, 0f, 1 / 32768f, 32767 / 32768f })]
    [DataRow(1, 24, "000080 ffffff 010000 ffff7f", new[] { -1f, -1 / 8388608f, 1 / 8388608f, 8388607 / 8388608f })]
    [DataRow(1, 20, "000080 f0ffff 100000", new[] { -1f, -16 / 8388608f, 16 / 8388608f })]
    [DataRow(1, 32, "00000080 00000040 01000000", new[] { -1f, 0.5f, 1 / 2147483648f })]
    [DataRow(3, 32, "0000803f 000000bf", new[] { 1f, -0.5f })]
    [DataRow(3, 64, "000000000000f03f 000000000000e0bf", new[] { 1f, -0.5f })]
    public void SamplesBecomeFloatsAsPublished(int tag, int bits, string data, float[] expected)
    {
        byte[] bytes = Convert.FromHexString(data.Replace(" ", "", StringComparison.Ordinal));
        foreach (bool extensible in new[] { false, true })
        {
            using var source = new WavAudioSource(new MemoryStream(Wav(tag, 1, 22050, bits, bytes, extensible)));
            Assert.AreEqual(22050, source.SampleRate);
            CollectionAssert.AreEqual(expected, SourceReading.AllSamples(source));
        }
    }

    [TestMethod]
    public void ChannelsStayInterleaved()
    {
        using var source = new WavAudioSource(new OneWayStream(Wav(1, 3, 48000, 16, Shorts(1, 2, 3, 4, 5, 6, 7, 8, 9), true)));
        Assert.AreEqual(3, source.Channels);
        float[] room = new float[7];
        Assert.AreEqual(6, source.Read(room, out TimeSpan time));
        Assert.AreEqual(3, source.Read(room, out time));
        Assert.AreEqual(TimeSpan.FromSeconds(2 / 48000.0).Ticks, time.Ticks, 1);
        Assert.AreEqual(9 / 32768f, room[2]);
        Assert.AreEqual(0, source.Read(room, out _));
    }

    [TestMethod]
    public void JunkAndOddChunksAreSkipped()
    {
        byte[] wav = Wav(1, 1, 8000, 16, Shorts(1, 2));
        byte[] junk = [.. "JUNK"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. "data"u8[..0]];
        byte[] file = [.. wav[..12], .. junk, .. wav[12..36], .. junk, .. wav[36..], .. "LIST"u8, 4, 0, 0, 0, 1, 2, 3, 4];
        foreach (Stream stream in new Stream[] { new MemoryStream(file), new OneWayStream(file) })
        {
            using var source = new WavAudioSource(stream);
            CollectionAssert.AreEqual(new[] { 1 / 32768f, 2 / 32768f }, SourceReading.AllSamples(source));
        }
    }

    [TestMethod]
    public void Rf64IsRead()
    {
        byte[] wav = Wav(1, 1, 8000, 16, Shorts(1, 2));
        byte[] size = new byte[28];
        BinaryPrimitives.WriteInt64LittleEndian(size.AsSpan(8), 4);
        byte[] file = [.. "RF64"u8, 0xFF, 0xFF, 0xFF, 0xFF, .. "WAVEds64"u8, 28, 0, 0, 0, .. size, .. wav[12..], 9, 9, 9, 9];
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40 + 36), uint.MaxValue);
        Assert.AreEqual("data", Encoding.ASCII.GetString(file, 72, 4));
        using var source = new WavAudioSource(new MemoryStream(file));
        Assert.HasCount(2, SourceReading.AllSamples(source));
    }

    [TestMethod]
    [DataRow(1, 8)]
    [DataRow(1, 16)]
    [DataRow(1, 24)]
    [DataRow(1, 32)]
    [DataRow(3, 32)]
    [DataRow(3, 64)]
    public void TheBigEndianKindGivesTheSameSamples(int tag, int bits)
    {
        byte[] data = bits switch
        {
            32 when tag == 3 => [.. new[] { 0.5f, -0.25f, 1f, 0.1f }.SelectMany(BitConverter.GetBytes)],
            64 => [.. new[] { 0.5, -0.25, 1, 0.1 }.SelectMany(BitConverter.GetBytes)],
            _ => [.. Enumerable.Range(0, 4 * bits / 8).Select(i => (byte)(37 * i + 11))],
        };
        foreach (bool extensible in new[] { false, true })
        {
            byte[] wav = Wav(tag, 2, 22050, bits, data, extensible);
            using var little = new WavAudioSource(new MemoryStream(wav));
            float[] expected = SourceReading.AllSamples(little);
            foreach (Stream stream in new Stream[] { new MemoryStream(Rifx(wav, bits / 8)), new OneWayStream(Rifx(wav, bits / 8)) })
            {
                using var big = new WavAudioSource(stream);
                Assert.AreEqual((22050, 2), (big.SampleRate, big.Channels));
                CollectionAssert.AreEqual(expected, SourceReading.AllSamples(big));
            }
        }
    }

    [TestMethod]
    public void TheBigEndianKindIsNotLeftToADecoderThatSwapsItsBytes()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.wav", Rifx(Wav(1, 1, 8000, 16, Shorts(1, 2)), 2));
        using IAudioSource source = AudioSource.Open(path);
        CollectionAssert.AreEqual(new[] { 1 / 32768f, 2 / 32768f }, SourceReading.AllSamples(source));
        byte[] compressed = Rifx(Wav(1, 1, 8000, 16, Shorts(1, 2)), 2);
        compressed[21] = 6;
        path = folder.Write("b.wav", compressed);
        StringAssert.Contains(SourceReading.Refused(path, () => AudioSource.Open(path).Dispose()).Message, "RIFX");
    }

    [TestMethod]
    public void GoldenFilesMatchFfmpeg()
    {
        string[] files = Directory.GetFiles(Goldens.Path("preprocess", "wav"), "*.wav");
        Assert.HasCount(8, files);
        foreach (string path in files)
        {
            byte[] raw = RequiredTools.FfmpegOutput("-i", path, "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1");
            using var source = AudioSource.Open(path);
            float[] samples = SourceReading.AllSamples(source);
            CollectionAssert.AreEqual(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(raw).ToArray(), samples, path);
            using IAudioSource opened = AudioSource.Open(path);
            Assert.IsInstanceOfType<WavAudioSource>(opened);
        }
    }

    [TestMethod]
    public void ReadingAllocatesNothing()
    {
        using var folder = new TemporaryFolder();
        using var source = AudioSource.Open(folder.Write("a.wav", Wav(1, 2, 8000, 24, new byte[60000])));
        float[] room = new float[200];
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 8; i++)
                source.Read(room, out _);
        }));
    }

    /// <summary>The same file with the highest byte of each number first.</summary>
    private static byte[] Rifx(byte[] wav, int sampleBytes)
    {
        byte[] file = [.. wav];
        "RIFX"u8.CopyTo(file);
        int format = BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(16)), data = 20 + format;
        void Swap(int at, int bytes) => Array.Reverse(file, at, bytes);
        foreach ((int at, int bytes) in new[] { (4, 4), (16, 4), (20, 2), (22, 2), (24, 4), (28, 4), (32, 2), (34, 2), (data + 4, 4) })
            Swap(at, bytes);
        if (format == 40)
        {
            foreach ((int at, int bytes) in new[] { (36, 2), (38, 2), (40, 4), (44, 4), (48, 2), (50, 2) })
                Swap(at, bytes);
        }
        for (int at = data + 8; at < file.Length; at += sampleBytes)
            Swap(at, sampleBytes);
        return file;
    }

    private static byte[] Shorts(params short[] values) => [.. values.SelectMany(v => new[] { (byte)v, (byte)(v >> 8) })];
}
