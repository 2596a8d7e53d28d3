using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>A person of a scene: windows and readings of their own, from the frames and the audio of all. Safe for any thread, except where it says so.</summary>
internal sealed class LivePerson
{
    private readonly Lock _gate = new();
    private readonly SpeakerTimeline _speakers;
    private readonly TimeSpan _window;
    private readonly bool _findsSpeaker;
    private TrackedFace _face;
    private volatile PersonReading? _latest;

    /// <param name="face">The face.</param>
    /// <param name="options">Of the scene.</param>
    /// <param name="imageSize">Width and height of the network's frames.</param>
    /// <param name="labels">Labels of the model.</param>
    /// <param name="scene">Takes the frames and the audio.</param>
    /// <param name="speakers">Who speaks when.</param>
    /// <param name="isAlone">Whether there is nobody else in view.</param>
    public LivePerson(
        TrackedFace face, EmotionSceneOptions options, int imageSize, IReadOnlyList<string> labels, LiveStream scene, SpeakerTimeline speakers,
        Func<bool> isAlone)
    {
        _face = face;
        _speakers = speakers;
        _window = options.Stream.Window;
        _findsSpeaker = options.FindSpeaker;
        Id = face.Id;
        Stream = new LiveStream(
            options.Stream with { FaceFinder = null }, imageSize, labels, hearing: null, scene, options.FindSpeaker ? new PersonVoice(Id, speakers, isAlone) : null);
    }

    public int Id { get; }

    /// <summary>The windows.</summary>
    public LiveStream Stream { get; }

    /// <summary>How the mouth moves. Only for the thread that processes frames.</summary>
    public MouthTrack Mouth { get; } = new();

    /// <summary>Where the face is.</summary>
    public TrackedFace Face
    {
        get
        {
            lock (_gate)
                return _face;
        }

        set
        {
            lock (_gate)
                _face = value;
        }
    }

    /// <summary>Takes a reading.</summary>
    public void Publish(long epoch, in EmotionReading reading) => _latest = new PersonReading(epoch, reading);

    /// <summary>The person as a caller sees it.</summary>
    /// <param name="now">The present.</param>
    /// <param name="person">The person.</param>
    /// <returns>Whether the face was in view within <see cref="EmotionStreamOptions.LostAfter"/>.</returns>
    public bool TryGet(StreamMoment now, out ScenePerson person)
    {
        TrackedFace face = Face;
        int speaker = _speakers.Now;
        EmotionReading? reading = null;
        if (_latest is { } latest && latest.Epoch == now.Epoch)
            reading = Times.Seconds(latest.Reading.Time, now.Now) > _window.TotalSeconds ? latest.Reading.With(ReadingFlags.Stale) : latest.Reading;
        person = new ScenePerson
        {
            Id = Id, Face = face.Box, IsVisible = face.Visible, FirstSeen = face.FirstSeen, Reading = reading,
            IsSpeaking = !_findsSpeaker || speaker == SpeakerTimeline.Unknown ? null : speaker == Id,
        };
        return Stream.HasFace(now);
    }

    private sealed record PersonReading(long Epoch, EmotionReading Reading);
}
