namespace MmaDfer.Samples.Stage.Audio;

/// <summary>Plays short sounds on its own thread, as playing waits for the speaker. Without a speaker it is silent.</summary>
public sealed partial class Speaker : IDisposable
{
    /// <summary>Samples per second.</summary>
    public const int Rate = 22_050;

    private readonly AutoResetEvent _requested = new(false);
    private readonly BackgroundTask? _playing;
    private volatile float[] _next = [];
    private volatile string _name;

    public Speaker(bool mute)
    {
        Action<float[]>? play = null;
        string name = mute ? "off" : "none: this build has no OpenAL";
        if (!mute)
            Open(ref play, ref name);
        _name = name;
        if (play is not null)
            _playing = new BackgroundTask(over => Play(play, over), default);
    }

    /// <summary>The output, for display.</summary>
    public string Name
    {
        get => _name;
        private set => _name = value;
    }

    /// <summary>Queues a sound to play after the current one, replacing one that waits; returns at once.</summary>
    public void Play(ReadOnlySpan<float> sound)
    {
        _next = sound.ToArray();
        _requested.Set();
    }

    public void Dispose()
    {
        // Ends the current sound.
        Close();
        _playing?.Dispose();
        _requested.Dispose();
    }

    /// <summary>Not compiled without OpenAL.</summary>
    partial void Open(ref Action<float[]>? play, ref string name);

    partial void Close();

    private void Play(Action<float[]> play, CancellationToken over)
    {
        while (WaitHandle.WaitAny([over.WaitHandle, _requested]) == 1)
            play(_next);
    }
}
