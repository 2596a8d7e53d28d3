using MmaDfer.Sdk.Clips;

namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>
/// The data of a scene, without threads of its own: takes frames and audio once, gives windows of each person in turn, turns predictions into
/// readings. Any thread may push; one thread at a time processes frames, one takes and completes windows.
/// </summary>
internal sealed class LiveScene
{
    private readonly EmotionSceneOptions _options;
    private readonly SceneFaces _faces;
    private readonly SpeakerTimeline _speakers = new();
    private LivePerson[] _round = [];
    private volatile int _remaining;
    private long _framesAtRound;

    public LiveScene(EmotionSceneOptions options, int imageSize, IReadOnlyList<string> labels, Func<Hearing> hearing)
    {
        _options = options;
        Input = new LiveStream(options.Stream with { Reuse = WindowReuse.Exact }, imageSize, labels, hearing);
        Speakers = options.FindSpeaker ? new SpeakerFinder(_speakers) : null;
        _faces = new SceneFaces(
            Input, options, face => new LivePerson(face, options, imageSize, labels, Input, _speakers, () => _faces!.People.Length == 1), Speakers);
    }

    /// <summary>Takes the frames and the audio.</summary>
    public LiveStream Input { get; }

    /// <summary>Finds who speaks; null for no interest.</summary>
    public SpeakerFinder? Speakers { get; }

    public StreamClock Clock => Input.Clock;

    /// <summary>The people whose faces are followed.</summary>
    public LivePerson[] People => _faces.People;

    /// <summary>Number of faces in the newest frame for whom there was no place.</summary>
    public int FacesIgnored => _faces.Ignored;

    /// <summary>Whether the windows of some people who were due together are still to be taken.</summary>
    public bool HasMore => _remaining > 0;

    /// <summary>Whether the window of somebody may be taken.</summary>
    public bool IsDue => HasMore || Input.IsDue;

    /// <summary>Finds, follows and cuts out the faces of the oldest waiting frame.</summary>
    /// <returns>False if no frame waits.</returns>
    public bool ProcessFrame() => _faces.ProcessNext();

    /// <summary>Makes last windows due if the previous ones were taken before all frames were processed.</summary>
    /// <returns>Whether they were.</returns>
    public bool RequestLastWindow() => _faces.Processed != Volatile.Read(ref _framesAtRound) && Clock.RequestWindow();

    /// <summary>Takes the window of the next person. Windows become due for all people together.</summary>
    /// <param name="window">Receives it.</param>
    /// <param name="end">Its end; null for now.</param>
    /// <returns>False if there is nobody, or the person has gone meanwhile.</returns>
    public bool TakeWindow(WindowBuffer window, TimeSpan? end = null)
    {
        if (_remaining == 0)
        {
            if (Clock.Now is not { } now)
                return false;
            // First: a frame that is processed from now on may be missing in the windows.
            Volatile.Write(ref _framesAtRound, _faces.Processed);
            // Also if nobody is there, the next window is due an interval later.
            Clock.AddWindow(end ?? now.Now, now.Epoch);
            _round = _faces.People;
            _remaining = _round.Length;
            if (_remaining == 0)
                return false;
        }
        LivePerson person = _round[^_remaining];
        _remaining--;
        window.Person = person;
        return Clock.Now is { } moment && person.Stream.HasFace(moment with { Now = end ?? moment.Now }) && person.Stream.TakeWindow(window, end);
    }

    /// <summary>Turns the prediction for a window into a reading of the person.</summary>
    /// <returns>Whether it became one: not if the stream has restarted meanwhile.</returns>
    public bool Complete(WindowBuffer window, EmotionPrediction? prediction)
    {
        LivePerson person = window.Person!;
        if (person.Stream.Complete(window, prediction) is not { } reading)
            return false;
        person.Publish(window.Epoch, reading);
        return true;
    }

    /// <summary>Copies the people who are in view, or were within <see cref="EmotionStreamOptions.LostAfter"/>.</summary>
    /// <param name="people">Room for as many as <see cref="EmotionSceneOptions.MaxPeople"/>.</param>
    /// <returns>Their number.</returns>
    public int CopyPeople(Span<ScenePerson> people)
    {
        if (Clock.Now is not { } now)
            return 0;
        int count = 0;
        foreach (LivePerson person in _faces.People)
        {
            if (count < people.Length && person.TryGet(now, out ScenePerson copy))
                people[count++] = copy;
        }
        return count;
    }
}
