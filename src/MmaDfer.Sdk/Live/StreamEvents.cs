namespace MmaDfer.Sdk.Live;

/// <summary>The events of a stream, and the face and the label that they have reported.</summary>
/// <param name="sender">The stream that raises them.</param>
/// <param name="faults">The faults of its work.</param>
/// <param name="stream">Its state.</param>
internal sealed class StreamEvents(EmotionStream sender, LiveFaults faults, LiveStream stream) : LiveEvents(sender, faults, stream)
{
    private readonly EmotionStream _sender = sender;
    private readonly LiveStream _stream = stream;
    private bool _hadFace;
    private string? _label;

    public event EventHandler<EmotionChangedEventArgs>? EmotionChanged;

    public event EventHandler? FaceFound, FaceLost;

    protected override void RaiseChanges()
    {
        if (_stream.Clock.Now is { } now)
        {
            RaisePresence(_stream.HasFace(now), ref _hadFace, FaceFound, FaceLost);
            RaiseAudio(now);
        }
        if (_sender.TryGetLatest(out EmotionReading latest) && latest.Label != _label)
        {
            string? previous = _label;
            _label = latest.Label;
            Raise(EmotionChanged, new EmotionChangedEventArgs(previous, latest));
        }
    }
}
