using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>Frames and audio of a file have the times that a player gives them.</summary>
[TestClass]
public sealed class MediaTimesTests
{
    /// <summary>Six seconds, silent but for the fifth.</summary>
    private static readonly string[] s_beep =
        ["-f", "lavfi", "-i", "aevalsrc=0.5*sin(2764*t)*between(t\\,4\\,5):s=16000:d=6", "-ac", "1", "-ar", "16000"];

    private static readonly string[] s_film = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=25:duration=6"];

    [TestMethod]
    [DataRow("mkv", "pcm_s16le")]
    [DataRow("mkv", "aac")]
    [DataRow("mkv", "libopus")]
    [DataRow("mp4", "aac")]
    [DataRow("ts", "aac")]
    [DataRow("ts", "mp2")]
    [DataRow("flv", "aac")]
    public void GapsInAudioAreSilence(string format, string codec)
    {
        using var folder = new TemporaryFolder();
        string whole = folder["whole.mkv"], path = folder["gaps." + format], without = folder["without." + format];
        RequiredTools.RunFfmpeg([.. s_beep, "-c:a", codec, .. codec == "libopus" ? (string[])["-ar", "48000"] : [], whole]);
        RequiredTools.RunFfmpeg("-i", whole, "-c", "copy", "-bsf:a", "noise=drop='between(pts*tb,1,2)+between(pts*tb,2.5,3.5)'", folder["cut.mkv"]);
        RequiredTools.RunFfmpeg("-i", folder["cut.mkv"], "-c", "copy", path);
        RequiredTools.RunFfmpeg("-i", whole, "-c", "copy", without);
        using IAudioSource expected = AudioSource.Open(without), source = AudioSource.Open(path);
        (double start, float[] samples) = Read(source);
        (double startWithout, float[] samplesWithout) = Read(expected);
        // Encoders may begin a little later.
        Assert.AreEqual(4, startWithout + First(samplesWithout) / (double)source.SampleRate, 0.1);
        Assert.AreEqual(startWithout + First(samplesWithout) / (double)source.SampleRate, start + First(samples) / (double)source.SampleRate, 0.01);
        Assert.AreEqual(samplesWithout.Length, samples.Length, source.SampleRate * 0.01);
        Assert.IsEmpty(expected.Warnings);
        string warning = source.Warnings.Single();
        StringAssert.Contains(warning, "has 2 gaps");
        StringAssert.Contains(warning, MediaFile.Quote(path));
    }

    [TestMethod]
    public void UndecodableAudioIsAGapWithAWarning()
    {
        using var folder = new TemporaryFolder();
        string whole = folder["whole.mkv"], path = folder["noise.mkv"];
        RequiredTools.RunFfmpeg([.. s_beep, "-c:a", "flac", whole]);
        RequiredTools.RunFfmpeg("-i", whole, "-c", "copy", "-bsf:a", "noise=amount='if(between(pts*tb,1,2),1,1000000000)'", path);
        using IAudioSource source = AudioSource.Open(path);
        (double start, float[] samples) = Read(source);
        Assert.AreEqual(4, start + First(samples) / 16000.0, 0.1, "the beep");
        Assert.IsTrue(source.Warnings.Any(r => r.Contains("is damaged")), string.Join('|', source.Warnings));
    }

    [TestMethod]
    public void OfOverlappingAudioTheEarlierIsKept()
    {
        using var folder = new TemporaryFolder();
        string path = folder["overlap.mkv"];
        RequiredTools.RunFfmpeg([.. s_beep, "-c:a", "pcm_s16le", folder["whole.mkv"]]);
        // From 2 s on all is said to be 0.8 s earlier.
        RequiredTools.RunFfmpeg("-i", folder["whole.mkv"], "-c", "copy", "-bsf:a", "setts=ts='if(gte(TS*TB,2),TS-0.8/TB,TS)'", path);
        using IAudioSource source = AudioSource.Open(path);
        (_, float[] samples) = Read(source);
        Assert.AreEqual(3.2, First(samples) / 16000.0, 0.07, "the beep");
        StringAssert.Contains(source.Warnings.Single(), "overlap");
    }

    [TestMethod]
    public void JoinedFilesFollowEachOther()
    {
        using var folder = new TemporaryFolder();
        RequiredTools.RunFfmpeg([.. s_film, .. s_beep, "-c:v", "libx264", "-c:a", "pcm_s16le", folder["one.mkv"]]);
        byte[] one = File.ReadAllBytes(folder["one.mkv"]);
        string path = folder.Write("two.mkv", [.. one, .. one]);
        using IFrameSource frames = FrameSource.Open(path);
        TimeSpan[] times = [.. SourceReading.AllFrames(frames).Select(f => f.Time)];
        Assert.HasCount(300, times);
        for (int i = 0; i < 300; i++)
            Assert.AreEqual(0.04 * i, times[i].TotalSeconds, 0.002);
        StringAssert.Contains(frames.Warnings.Single(), "joined");
        using IAudioSource audio = AudioSource.Open(path);
        (_, float[] samples) = Read(audio);
        Assert.AreEqual(10, (6 * 16000 + First(samples[(6 * 16000)..])) / 16000.0, 0.03);
        StringAssert.Contains(audio.Warnings.Single(), "joined");
    }

    [TestMethod]
    [DataRow("mkv", 0, 1.5)]
    [DataRow("mp4", 0, 1.5)]
    [DataRow("ts", 0, 1.5)]
    [DataRow("m2ts", 0, 1.5)]
    [DataRow("mpg", 0, 1.5)]
    [DataRow("vob", 0, 1.5)]
    [DataRow("ogv", 0, 1.5)]
    [DataRow("mkv", 1.5, 0)]
    [DataRow("mp4", 1.5, 0)]
    [DataRow("ts", 1.5, 0)]
    [DataRow("vob", 1.5, 0)]
    public void FramesAndAudioCountFromOneMoment(string format, double framesAt, double audioAt)
    {
        using var folder = new TemporaryFolder();
        string path = Film(folder, format, framesAt, audioAt);
        (double seen, double heard) = Starts(path);
        Assert.AreEqual(audioAt - framesAt, heard - seen, 0.1);
        Assert.AreEqual(0, Math.Min(seen, heard), 0.1);
    }

    [TestMethod]
    [DataRow(50_000.0)]
    // 2^33 / 90000 s: the count begins anew within the film.
    [DataRow(95_440.7)]
    public void TimesOfATransportStreamMayStartAnywhere(double offset)
    {
        using var folder = new TemporaryFolder();
        string path = Film(folder, "ts", 0, 1.5, "-output_ts_offset", offset.ToString(System.Globalization.CultureInfo.InvariantCulture));
        (double seen, double heard) = Starts(path);
        Assert.AreEqual(1.5, heard - seen, 0.05);
        using IFrameSource frames = FrameSource.Open(path);
        Assert.AreEqual(3.96, SourceReading.AllFrames(frames)[^1].Time.TotalSeconds - seen, 0.05);
    }

    private static string Film(TemporaryFolder folder, string format, double framesAt, double audioAt, params string[] options)
    {
        string path = folder["film." + format];
        (string video, string audio) = format switch
        {
            "mpg" or "vob" => ("mpeg2video", "mp2"),
            "ogv" => ("libtheora", "libvorbis"),
            _ => ("libx264", "aac"),
        };
        FormattableString late = $"{framesAt}", later = $"{audioAt}";
        RequiredTools.RunFfmpeg(
            ["-itsoffset", FormattableString.Invariant(late), "-f", "lavfi", "-i", "testsrc=size=64x48:rate=25:duration=4",
             "-itsoffset", FormattableString.Invariant(later), "-f", "lavfi", "-i", "sine=sample_rate=32000:duration=4",
             "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-c:v", video, "-c:a", audio, .. options, path]);
        return path;
    }

    private static (double Seen, double Heard) Starts(string path)
    {
        using IFrameSource frames = FrameSource.Open(path);
        using IAudioSource audio = AudioSource.Open(path);
        Assert.IsTrue(frames.TryRead(out _, out TimeSpan seen));
        Assert.IsGreaterThan(0, audio.Read(new float[100], out TimeSpan heard));
        return (seen.TotalSeconds, heard.TotalSeconds);
    }

    private static (double Start, float[] Samples) Read(IAudioSource source)
    {
        var samples = new List<float>();
        float[] buffer = new float[1000 * source.Channels];
        double? start = null;
        int count;
        while ((count = source.Read(buffer, out TimeSpan time)) > 0)
        {
            start ??= time.TotalSeconds;
            Assert.AreEqual(start.Value + (double)samples.Count / source.SampleRate, time.TotalSeconds, 1e-4);
            for (int i = 0; i < count; i += source.Channels)
                samples.Add(buffer[i]);
        }
        return (start ?? 0, [.. samples]);
    }

    /// <summary>The first sample that is clearly heard.</summary>
    private static int First(ReadOnlySpan<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (Math.Abs(samples[i]) > 0.2f)
                return i;
        }
        throw new AssertFailedException("Nothing is heard.");
    }
}
