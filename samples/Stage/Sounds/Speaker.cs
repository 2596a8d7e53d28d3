namespace MmaDfer.Samples.Stage.Sounds;

/// <summary>Plays short sounds. Playing waits for the speaker, so a thread of its own does; where there is none, all is silent.</summary>
public sealed partial class Speaker : IDisposable
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 22_050;

    private readonly AutoResetEvent _wish = new(false);
    private readonly Beside? _playing;
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
            _playing = new Beside(over => Play(play, over), default);
    }

    /// <summary>What is heard, for people to read.</summary>
    public string Name
    {
        get => _name;
        private set => _name = value;
    }

    /// <summary>Plays a sound after the present one; of several, the last. Returns at once.</summary>
    public void Play(ReadOnlySpan<float> sound)
    {
        _next = sound.ToArray();
        _wish.Set();
    }

    public void Dispose()
    {
        // Ends a sound that is being played.
        Close();
        _playing?.Dispose();
        _wish.Dispose();
    }

    /// <summary>Left out where OpenAL is missing.</summary>
    partial void Open(ref Action<float[]>? play, ref string name);

    partial void Close();

    private void Play(Action<float[]> play, CancellationToken over)
    {
        while (WaitHandle.WaitAny([over.WaitHandle, _wish]) == 1)
            play(_next);
    }
}
