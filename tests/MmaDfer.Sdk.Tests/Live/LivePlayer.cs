using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Voices;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>
/// A made-up player in front of a camera and a microphone, whose frames and sound are functions of their numbers alone. After each
/// push it waits until the stream has worked on it, so what the stream gives is a function of what was pushed.
/// </summary>
internal sealed class LivePlayer(EmotionStream stream, double frameRate = 25, int sampleRate = 16000, int channels = 1)
{
    public const int Size = 40;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private static readonly float[] s_voice = Voice.Speak(
        Speaker.Of(4), VoiceGroup.Flat, new Draws(Draws.Purpose.Speech, 4), new Draws(Draws.Purpose.Sound, 4), 4).Samples;

    private readonly List<(TimeSpan Time, int Number)> _frames = [];
    private readonly List<float> _samples = [];
    private TimeSpan _soundStart;
    private int _number;

    /// <summary>Seconds of the latest push.</summary>
    public double Now { get; private set; }

    /// <summary>Where the face is in each frame; null for all of it.</summary>
    public FaceBox? Box { get; set; }

    /// <summary>A sample of somebody who speaks without end, with a little of something else: never silent.</summary>
    public static float Said(int number, int sampleRate = 16000) =>
        (0.05f * s_voice[(int)((long)number * 16000 / sampleRate % s_voice.Length)]) + (0.002f * MathF.Sin(number * 0.9f)) + 0.01f;

    public static byte[] Frame(int number)
    {
        byte[] pixels = new byte[Size * Size * 3];
        new Random(number).NextBytes(pixels);
        return pixels;
    }

    /// <summary>Pushes frames and sound for a while.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="face">Whether there is a picture.</param>
    /// <param name="audio">Whether there is sound.</param>
    /// <param name="each">Is given each new reading.</param>
    public void Play(double seconds, bool face = true, bool audio = true, Action<EmotionReading>? each = null)
    {
        double end = Now + seconds;
        while (Now < end - 1e-6)
        {
            double before = Now;
            Now += 1 / frameRate;
            if (audio)
            {
                Sound(before);
                Settle(each);
            }
            if (face)
            {
                Show();
                Settle(each);
            }
        }
    }

    /// <summary>Goes to another time.</summary>
    public void JumpTo(double seconds)
    {
        Now = seconds;
        _samples.Clear();
        _frames.Clear();
    }

    /// <summary>Waits until all that was pushed has been worked on.</summary>
    public void Settle(Action<EmotionReading>? each = null)
    {
        bool any = stream.TryGetLatest(out EmotionReading before);
        Assert.IsTrue(SpinWait.SpinUntil(() => stream.IsIdle, s_patience), "The stream does not get done.");
        if (each is not null && stream.TryGetLatest(out EmotionReading latest) && (!any || latest.Time != before.Time))
            each(latest);
    }

    /// <summary>What the recognizer says to the frames and the sound of a span of time that were pushed up to now.</summary>
    public EmotionPrediction Recognize(EmotionRecognizer recognizer, TimeSpan start, TimeSpan end)
    {
        ReadOnlyMemory<byte>[] frames = [.. _frames.Where(f => f.Time > start && f.Time <= end).Select(f => (ReadOnlyMemory<byte>)Seen(Frame(f.Number)))];
        int from = Math.Max(0, (int)Math.Round((start - _soundStart).TotalSeconds * sampleRate)) * channels;
        int to = Math.Min(_samples.Count, (int)Math.Round((end - _soundStart).TotalSeconds * sampleRate) * channels);
        float[] samples = to > from ? [.. _samples[from..to]] : [];
        (int width, int height) = Box is { } box ? ((int)box.Width, (int)box.Height) : (Size, Size);
        return recognizer.Recognize(
            frames.Length == 0 ? null : new MemoryFrameSource(frames, width, height),
            samples.Length == 0 ? null : new MemoryAudioSource(samples, sampleRate, channels));
    }

    private void Show()
    {
        TimeSpan time = TimeSpan.FromSeconds(Now);
        var frame = new FrameView(Frame(_number), Size, Size, PixelLayout.Rgb24);
        if (Box is { } box)
            stream.PushFrame(frame, box, time);
        else
            stream.PushFrame(frame, time);
        _frames.Add((time, _number++));
    }

    private void Sound(double from)
    {
        if (_samples.Count == 0)
            _soundStart = TimeSpan.FromSeconds(from);
        int have = _samples.Count / channels, end = (int)Math.Round((Now - _soundStart.TotalSeconds) * sampleRate);
        float[] block = new float[Math.Max(0, end - have) * channels];
        for (int i = 0; i < block.Length; i++)
            block[i] = Said((_samples.Count + i) / channels, sampleRate) / (1 + (i % channels));
        stream.PushAudio(block, sampleRate, _soundStart + TimeSpan.FromSeconds((double)have / sampleRate), channels);
        _samples.AddRange(block);
    }

    /// <summary>The part of a frame that is in the box, which has whole sizes here and is a square.</summary>
    private byte[] Seen(byte[] frame)
    {
        if (Box is not { } box)
            return frame;
        byte[] part = new byte[3 * (int)box.Width * (int)box.Height];
        for (int y = 0; y < box.Height; y++)
            frame.AsSpan(3 * (Size * ((int)box.Y + y) + (int)box.X), 3 * (int)box.Width).CopyTo(part.AsSpan(3 * y * (int)box.Width));
        return part;
    }
}
