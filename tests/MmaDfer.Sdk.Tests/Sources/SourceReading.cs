using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>Whole sources as lists.</summary>
internal static class SourceReading
{
    public static List<(byte[] Rgb, int Width, int Height, TimeSpan Time)> AllFrames(IFrameSource source)
    {
        var frames = new List<(byte[], int, int, TimeSpan)>();
        while (source.TryRead(out FrameView frame, out TimeSpan time))
        {
            byte[] rgb = new byte[3 * frame.Width * frame.Height];
            frame.CopyTo(rgb);
            frames.Add((rgb, frame.UprightWidth, frame.UprightHeight, time));
        }
        Assert.IsFalse(source.TryRead(out _, out _), "the end must last");
        return frames;
    }

    public static float[] AllSamples(IAudioSource source, int room = 4096)
    {
        var samples = new List<float>();
        float[] buffer = new float[room * source.Channels];
        int count;
        while ((count = source.Read(buffer, out TimeSpan time)) > 0)
        {
            Assert.AreEqual(0, count % source.Channels);
            Assert.AreEqual((double)samples.Count / source.Channels / source.SampleRate, time.TotalSeconds, 0.05);
            samples.AddRange(buffer.AsSpan(0, count));
        }
        Assert.AreEqual(0, source.Read(buffer, out _), "the end must last");
        return [.. samples];
    }

    /// <summary>A refusal that names the file, on one line, in under a second and 200 MB of this thread.</summary>
    public static MediaException Refused(string path, Action open)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        MediaException e = Assert.ThrowsExactly<MediaException>(open);
        Assert.IsLessThan(200_000_000L, GC.GetAllocatedBytesForCurrentThread() - before);
        StringAssert.Contains(e.Message, MediaFile.Quote(path));
        Assert.IsFalse(e.Message.Any(char.IsControl), e.Message);
        return e;
    }
}
