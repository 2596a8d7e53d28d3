using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.GameLoop;

/// <summary>Replaces a camera and a microphone: the drawn person of <c>changes.y4m</c>, whose emotion changes every 4 s, in a loop.</summary>
internal sealed class DrawnPlayer
{
    public const int Size = 64, FrameRate = 12, SampleRate = 16000;

    private readonly List<byte[]> _frames = [];
    private readonly float[] _samples;
    private long _shown = -1, _read;

    public DrawnPlayer()
    {
        string name = Path.Combine(AppContext.BaseDirectory, "changes");
        using IFrameSource frames = FrameSource.Open(name + ".y4m");
        while (frames.TryRead(out FrameView frame, out _))
        {
            byte[] pixels = new byte[3 * Size * Size];
            frame.CopyTo(pixels);
            _frames.Add(pixels);
        }
        using IAudioSource audio = AudioSource.Open(name + ".wav");
        var samples = new List<float>();
        float[] some = new float[4096];
        for (int count; (count = audio.Read(some, out _)) > 0;)
            samples.AddRange(some.AsSpan(0, count));
        _samples = [.. samples];
    }

    /// <summary>Gets the newest frame, if it was not returned before: RGB, <see cref="Size"/> pixels wide and high.</summary>
    public bool TryGetFrame(TimeSpan now, out ReadOnlySpan<byte> pixels, out TimeSpan time)
    {
        long newest = (long)(now.TotalSeconds * FrameRate);
        bool isNew = newest > _shown;
        _shown = newest;
        pixels = _frames[(int)(newest % _frames.Count)];
        time = TimeSpan.FromSeconds((double)newest / FrameRate);
        return isNew;
    }

    /// <summary>Reads the audio since the last call, at most to the end of the recording.</summary>
    public ReadOnlySpan<float> ReadAudio(TimeSpan now, out TimeSpan time)
    {
        time = TimeSpan.FromSeconds((double)_read / SampleRate);
        int from = (int)(_read % _samples.Length);
        int count = (int)Math.Min((long)(now.TotalSeconds * SampleRate) - _read, _samples.Length - from);
        _read += count;
        return _samples.AsSpan(from, count);
    }
}
