using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>
/// The worker's half of a frame's journey in a scene: finds and follows all faces, decides who is a person, and cuts out the face of each. One
/// thread at a time; any may read <see cref="People"/>.
/// </summary>
/// <param name="scene">Holds the waiting frames and the audio.</param>
/// <param name="options">Of the scene.</param>
/// <param name="begin">Makes a person of a new face.</param>
/// <param name="speakers">Finds who speaks; null for no interest.</param>
internal sealed class SceneFaces(
    LiveStream scene, EmotionSceneOptions options, Func<TrackedFace, LivePerson> begin, SpeakerFinder? speakers)
{
    /// <summary>Faces beyond the people that are followed too, so that it is known how many there are and which are large.</summary>
    private const int Beyond = 4;

    /// <summary>A face whose area is larger by this than the smallest person's takes that person's place, if there is no other.</summary>
    private const float Larger = 2;

    private readonly FaceTracker _tracker = new(
        options.Stream.FaceFinder!,
        (options.Stream.Tracking ?? new FaceTrackerOptions()) with { MaxFaces = Math.Min(64, options.MaxPeople + Beyond) });
    private readonly FrameReducer _reducer = new();
    private volatile LivePerson[] _people = [];
    private volatile int _ignored;
    private long _epoch = -1, _processed;

    /// <summary>The people whose faces are followed, in view or hidden for a moment, the longest known first.</summary>
    public LivePerson[] People => _people;

    /// <summary>Number of faces in the newest frame for whom there was no place.</summary>
    public int Ignored => _ignored;

    /// <summary>Number of processed frames. Safe for any thread.</summary>
    public long Processed => Volatile.Read(ref _processed);

    /// <summary>Processes the oldest waiting frame.</summary>
    /// <returns>False if no frame waits.</returns>
    /// <exception cref="Exception">The finder threw it; the frame counts as processed.</exception>
    public bool ProcessNext()
    {
        if (scene.Queue.Take() is not { } slot)
            return false;
        try
        {
            if (slot.Epoch != _epoch)
            {
                _tracker.Reset();
                _people = [];
                speakers?.Clear();
            }
            _epoch = slot.Epoch;
            Process(slot);
            speakers?.Advance(slot.Time, scene.Audio.Ring, _people);
            return true;
        }
        finally
        {
            Volatile.Write(ref _processed, _processed + 1);
            scene.Queue.Release();
        }
    }

    private void Process(FrameSlot slot)
    {
        FrameScale scale = FrameReducer.Scale(slot.Wide, slot.Width, slot.Height);
        KnownFace known = default;
        try
        {
            FramePart part = _reducer.Reduce(slot.Wide, slot.Width, slot.Height);
            ReadOnlySpan<TrackedFace> faces = _tracker.Advance(part, slot.Time);
            Choose(faces, scale);
            PixelArea all = default;
            foreach (LivePerson person in _people)
            {
                TrackedFace face = Of(faces, person.Id);
                FaceBox box = scale.Apply(face.Box);
                person.Face = face with { Box = box };
                if (!face.Visible)
                    continue;
                person.Mouth.Add(part, face.Box, slot.Time);
                person.Stream.Cutter.CutOne(slot, box);
                all = all.Union(TiltedSquare.Seen(box, options.Stream.Cut, slot.Width, slot.Height));
            }
            if (!all.IsEmpty)
                known = new KnownFace(all, scale.Apply(_tracker.Enough), _tracker.WholeFrom);
        }
        finally
        {
            // Also if the finder fails: then the places of the faces are not known.
            scene.LastFace.Set(known, slot.Width, slot.Height, slot.Epoch);
        }
    }

    /// <summary>Decides who are the people: those who were, and the largest new ones as long as there is a place.</summary>
    private void Choose(ReadOnlySpan<TrackedFace> faces, FrameScale scale)
    {
        LivePerson[] people = _people;
        foreach (LivePerson person in people)
        {
            if (Of(faces, person.Id).Id == 0)
                people = [.. people.Where(p => p != person)];
        }
        while (LargestNew(faces, people) is { Id: not 0 } face)
        {
            if (people.Length == options.MaxPeople)
            {
                LivePerson smallest = people[0];
                foreach (LivePerson person in people)
                    smallest = Of(faces, person.Id).Box.Area < Of(faces, smallest.Id).Box.Area ? person : smallest;
                if (face.Box.Area < Larger * Of(faces, smallest.Id).Box.Area)
                    break;
                people = [.. people.Where(p => p != smallest)];
            }
            people = [.. people, begin(face with { Box = scale.Apply(face.Box) })];
        }
        int ignored = 0;
        foreach (TrackedFace face in faces)
            ignored += face.Visible && !IsAmong(people, face.Id) ? 1 : 0;
        _ignored = ignored;
        _people = people;
    }

    private static TrackedFace LargestNew(ReadOnlySpan<TrackedFace> faces, LivePerson[] people)
    {
        TrackedFace largest = default;
        foreach (TrackedFace face in faces)
        {
            if (face.Visible && !IsAmong(people, face.Id) && (largest.Id == 0 || face.Box.Area > largest.Box.Area))
                largest = face;
        }
        return largest;
    }

    private static bool IsAmong(LivePerson[] people, int id)
    {
        foreach (LivePerson person in people)
        {
            if (person.Id == id)
                return true;
        }
        return false;
    }

    private static TrackedFace Of(ReadOnlySpan<TrackedFace> faces, int id)
    {
        foreach (TrackedFace face in faces)
        {
            if (face.Id == id)
                return face;
        }
        return default;
    }
}
