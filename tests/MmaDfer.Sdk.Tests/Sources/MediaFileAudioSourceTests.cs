using System.Runtime.InteropServices;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Sources;

[TestClass]
public sealed class MediaFileAudioSourceTests
{
    [TestMethod]
    [DataRow("a.mp3")]
    [DataRow("a.flac")]
    [DataRow("a.ogg")]
    [DataRow("a.m4a")]
    [DataRow("a.mp4")]
    public void SamplesAreThoseOfFfmpeg(string name)
    {
        using var folder = new TemporaryFolder();
        string path = name == "a.mp4" ? MediaFixture.VideoWithSound(folder, name) : MediaFixture.Sound(folder, name);
        byte[] raw = RequiredTools.FfmpegOutput("-i", path, "-map", "0:a:0", "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1");
        using IAudioSource source = AudioSource.Open(path);
        Assert.AreEqual(22050, source.SampleRate);
        Assert.AreEqual(1, source.Channels);
        float[] samples = SourceReading.AllSamples(source);
        Assert.IsGreaterThan(10000, samples.Length);
        CollectionAssert.AreEqual(MemoryMarshal.Cast<byte, float>(raw).ToArray(), samples);
    }

    [TestMethod]
    public void RateAndChannelsAreTheFilesOwn()
    {
        using var folder = new TemporaryFolder();
        string wav = folder.Write("six.wav", TestClips.Wav(1, 6, 11025, 24, Noise(6 * 3 * 500), true));
        string flac = folder["six.flac"];
        RequiredTools.RunFfmpeg("-i", wav, "-sample_fmt", "s32", flac);
        using IAudioSource expected = AudioSource.Open(wav);
        using var source = AudioSource.Open(flac);
        Assert.AreEqual(11025, source.SampleRate);
        Assert.AreEqual(6, source.Channels);
        CollectionAssert.AreEqual(SourceReading.AllSamples(expected), SourceReading.AllSamples(source));
    }

    [TestMethod]
    public void AudioThatStartsLateHasALaterStart()
    {
        using var folder = new TemporaryFolder();
        string path = folder["late.mkv"];
        RequiredTools.RunFfmpeg(
            [.. MediaFixture.Picture, "-itsoffset", "0.25", .. MediaFixture.Tone, "-c:v", "mpeg4", "-c:a", "pcm_s16le", path]);
        using var source = AudioSource.Open(path);
        Assert.IsGreaterThan(0, source.Read(new float[100], out TimeSpan time));
        Assert.AreEqual(0.25, time.TotalSeconds, 0.002);
    }

    [TestMethod]
    public void ASilentVideoHasNoTrack()
    {
        using var folder = new TemporaryFolder();
        string path = MediaFixture.Video(folder);
        Assert.IsNull(AudioSource.TryOpen(path));
        StringAssert.Contains(SourceReading.Refused(path, () => AudioSource.Open(path)).Message, "has no audio track");
        StringAssert.Contains(SourceReading.Refused(path, () => AudioSource.Open(path)).Message, "has no audio track");
    }

    [TestMethod]
    public void CompressedAndBigEndianWavFilesGoToFfmpeg()
    {
        using var folder = new TemporaryFolder();
        string adpcm = MediaFixture.Sound(folder, "adpcm.wav", "-c:a", "adpcm_ms");
        using (IAudioSource source = AudioSource.Open(adpcm))
            Assert.IsInstanceOfType<MediaFileAudioSource>(source);
        StringAssert.Contains(SourceReading.Refused(adpcm, () => AudioSource.OpenWav(File.OpenRead(adpcm), MediaFile.Quote(adpcm))).Message, "WAV format 2");
    }

    [TestMethod]
    public void BadFilesAreRefused()
    {
        using var folder = new TemporaryFolder();
        byte[] flac = File.ReadAllBytes(MediaFixture.Sound(folder, "a.flac"));
        foreach ((string name, byte[] bytes) in new (string, byte[])[]
        {
            ("empty.mp3", []),
            ("text.mp3", "hello, this is no sound"u8.ToArray()),
            ("cut.flac", flac[..30]),
        })
        {
            string path = folder.Write(name, bytes);
            SourceReading.Refused(path, () => AudioSource.Open(path).Dispose());
        }
    }

    private static byte[] Noise(int count)
    {
        byte[] bytes = new byte[count];
        new Random(5).NextBytes(bytes);
        return bytes;
    }
}
