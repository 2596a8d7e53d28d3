using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>A made-up player in front of a camera and a microphone, whose frames and sound are functions of time alone.</summary>
internal sealed class LivePlayer(double frameRate, int sampleRate, int size = 40)
{
    private int _frame;
    private long _sample;

    /// <summary>When the next frame is pushed.</summary>
    public TimeSpan Time => TimeOf(_frame);

    public TimeSpan TimeOf(int frame) => TimeSpan.FromSeconds((frame + 1) / frameRate);

    public byte[] Frame(int frame)
    {
        byte[] pixels = new byte[size * size * 3];
        new Random(frame).NextBytes(pixels);
        return pixels;
    }

    public float Sample(long sample) => 0.3f * MathF.Sin(sample * 0.07f) * MathF.Sin(sample * 0.0011f);

    public void PushFrame(EmotionStream stream)
    {
        stream.PushFrame(new FrameView(Frame(_frame), size, size, PixelLayout.Rgb24), Time);
        _frame++;
    }

    /// <summary>Pushes sound up to the time of the last frame.</summary>
    public void PushAudio(EmotionStream stream)
    {
        long end = (long)Math.Round(TimeOf(_frame - 1).TotalSeconds * sampleRate);
        float[] block = [.. Enumerable.Range(0, (int)(end - _sample)).Select(i => Sample(_sample + i))];
        stream.PushAudio(block, sampleRate, TimeSpan.FromSeconds((double)_sample / sampleRate));
        _sample = end;
    }

    /// <summary>Waits until all that was pushed is worked on.</summary>
    /// <returns>The reading, if there is a new one.</returns>
    public EmotionReading? WaitForReading(EmotionStream stream, TimeSpan patience)
    {
        Assert.IsTrue(SpinWait.SpinUntil(() => stream.IsIdle, patience), "The stream does not get done.");
        return stream.TryGetLatest(out EmotionReading latest) ? latest : null;
    }

    /// <summary>What the recognizer says to the frames and the sound of a span of time, pushed up to now.</summary>
    public EmotionPrediction Recognize(EmotionRecognizer recognizer, TimeSpan start, TimeSpan end)
    {
        ReadOnlyMemory<byte>[] frames = [.. Enumerable.Range(0, _frame).Where(f => TimeOf(f) > start && TimeOf(f) <= end).Select(f => (ReadOnlyMemory<byte>)Frame(f))];
        long from = (long)Math.Max(0, Math.Round(start.TotalSeconds * sampleRate)), to = Math.Min(_sample, (long)Math.Round(end.TotalSeconds * sampleRate));
        float[] samples = [.. Enumerable.Range(0, (int)(to - from)).Select(i => Sample(from + i))];
        return recognizer.Recognize(new MemoryFrameSource(frames, size, size), new MemoryAudioSource(samples, sampleRate));
    }
}
