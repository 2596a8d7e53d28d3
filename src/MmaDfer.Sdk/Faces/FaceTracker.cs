using MmaDfer.Sdk.Faces.Tracking;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Faces;

/// <summary>
/// Follows the faces of several people from frame to frame, with an identity for each. The finder is asked only now and
/// then, near the last places if it can (<see cref="IFaceFinder.CanSearchRegions"/>) and less often everywhere; in between, faces are followed
/// by their appearance, which takes a fraction of a millisecond. Frames of a size seen before allocate nothing.
/// </summary>
/// <remarks>
/// Times are the caller's own, so recordings may be played at any speed. A time equal to the last one is no passage of time. A time
/// before the last one, one after a gap (<see cref="FaceTrackerOptions.MaxGap"/>), or a frame of another size begins another
/// scene: faces get new numbers then. One thread at a time.
/// </remarks>
public sealed class FaceTracker
{
    /// <summary>Where a face is looked for, as a multiple of its size, and which sizes count.</summary>
    private const float Around = 2, AroundHidden = 3, Smaller = 0.7f, Larger = 1.4f;

    /// <summary>What is needed of a frame to follow a face, as a multiple of its size: what is read, and as far as it moves meanwhile.</summary>
    private const float Near = 2.25f;

    private readonly IFaceFinder _finder;
    private readonly FaceTrackerOptions _options;
    private readonly PatchFollower _follower = new();
    private readonly UprightCheck? _uprightCheck;
    private readonly UprightFrame _upright = new();
    private readonly TrackList _tracks;
    private readonly FaceBox[] _found;
    private readonly bool[] _taken;
    private readonly TrackedFace[] _faces;
    private int _count;
    private bool _begun;
    private TimeSpan _last;
    private TimeSpan _lastSearch;
    private (int Width, int Height) _size;
    private int _busy;

    /// <summary>Makes a tracker that knows no face yet.</summary>
    /// <param name="finder">Finds the faces. It stays the caller's, and is called by <see cref="Update"/> only.</param>
    /// <param name="options">How faces are followed; null for the defaults.</param>
    public FaceTracker(IFaceFinder finder, FaceTrackerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(finder);
        _finder = finder;
        _options = options ?? new FaceTrackerOptions();
        _uprightCheck = _options.IncludeUpsideDown ? null : new UprightCheck(finder);
        _tracks = new TrackList(_options.MaxFaces);
        // Some more than are followed: a known face must not be crowded out by others.
        _found = new FaceBox[2 * _options.MaxFaces];
        _taken = new bool[_found.Length];
        _faces = new TrackedFace[_options.MaxFaces];
    }

    /// <summary>
    /// What the last <see cref="Update"/> gave: faces in view, and hidden ones that are not lost yet, the longest known first.
    /// Overwritten by the next.
    /// </summary>
    public ReadOnlySpan<TrackedFace> Faces => _faces.AsSpan(0, _count);

    /// <summary>What of the next frames is enough to follow all known faces, until <see cref="WholeFrom"/>.</summary>
    internal FaceBox Enough
    {
        get
        {
            FaceBox all = default;
            for (int i = 0; i < _tracks.Count; i++)
                all = i == 0 ? _tracks[i].Box.Scale(Near) : all.Union(_tracks[i].Box.Scale(Near));
            return all;
        }
    }

    /// <summary>
    /// Time of the next search: from then on whole frames are needed. The least time there is while a face is missed, or
    /// none is known.
    /// </summary>
    internal TimeSpan WholeFrom
    {
        get
        {
            TimeSpan from = _tracks.Count == 0 ? TimeSpan.MinValue : Times.Add(_lastSearch, _options.SearchInterval);
            for (int i = 0; i < _tracks.Count; i++)
            {
                TimeSpan look = _tracks[i].NeedsLook || !_tracks[i].Visible ? TimeSpan.MinValue : Times.Add(_tracks[i].LastLook, _options.DetectionInterval);
                from = look < from ? look : from;
            }
            return from;
        }
    }

    /// <summary>Takes the next frame.</summary>
    /// <param name="frame">
    /// The frame; valid only during the call. One with a <see cref="FrameView.Rotation"/> or <see cref="FrameView.Mirrored"/> is turned
    /// upright first, into memory that is kept.
    /// </param>
    /// <param name="time">When it was taken.</param>
    /// <returns><see cref="Faces"/>, in pixels of the upright frame.</returns>
    /// <exception cref="MediaException">The frame has no pixels.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in this method.</exception>
    public ReadOnlySpan<TrackedFace> Update(FrameView frame, TimeSpan time) => Advance(new FramePart(_upright.Of(frame)), time);

    /// <summary>
    /// As <see cref="Update"/>, where maybe only a part of the frame is at hand: known faces are followed in it, but the finder waits
    /// for a whole one.
    /// </summary>
    internal ReadOnlySpan<TrackedFace> Advance(FramePart part, TimeSpan time)
    {
        if (part.View.Width == 0)
            throw new MediaException("The frame has no pixels; a frame with pixels is needed.");
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException($"A {nameof(FaceTracker)} is used by one thread at a time; two threads called {nameof(Update)} at once.");
        try
        {
            if (IsAnotherScene(part, time))
                Reset();
            double passed = _begun ? Times.Ticks(_last, time) : 0;
            for (int i = 0; i < _tracks.Count; i++)
                _tracks[i].Follow(part, time, _options.FollowFor, _follower);
            if (part.IsWhole)
                Look(part, time);
            _tracks.Drop(time, _options.LostAfter);
            Publish(passed);
            // Only a whole frame tells who is there.
            (_begun, _last, _size) = (_begun || part.IsWhole, time, (part.Width, part.Height));
            return Faces;
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Forgets all faces. Numbers that were given are not given again.</summary>
    public void Reset()
    {
        _tracks.Clear();
        _count = 0;
        _begun = false;
    }

    private bool IsAnotherScene(FramePart part, TimeSpan time) => _begun
        && (_size != (part.Width, part.Height) || time < _last || Times.Ticks(_last, time) > _options.MaxGap.Ticks);

    private void Look(FramePart part, TimeSpan time)
    {
        TimeSpan interval = _tracks.Count == 0 ? _options.DetectionInterval : _options.SearchInterval;
        bool everywhere = !_begun || Times.HasPassed(interval, _lastSearch, time);
        for (int i = 0; !_finder.CanSearchRegions && i < _tracks.Count; i++)
            everywhere |= IsDue(_tracks[i], time);
        if (everywhere)
        {
            Search(part, time);
            return;
        }
        for (int i = _tracks.Count - 1; i >= 0; i--)
        {
            if (IsDue(_tracks[i], time) && !LookAround(_tracks[i], part, time) && IsUnconfirmed(_tracks[i]))
                _tracks.RemoveAt(i);
        }
    }

    private bool IsDue(FaceTrack track, TimeSpan time) =>
        track.NeedsLook || Times.HasPassed(_options.DetectionInterval, track.LastLook, time);

    private bool IsUnconfirmed(FaceTrack track) => track.TimesFound < _options.Confirmations;

    /// <summary>Looks at the whole frame, for known faces and new ones.</summary>
    private void Search(FramePart part, TimeSpan time)
    {
        _lastSearch = time;
        ReadOnlySpan<FaceBox> found = Valid(_finder.Find(part.View, _found), part);
        _taken.AsSpan().Clear();
        for (int i = 0; i < _tracks.Count; i++)
            _tracks[i].Matched = false;
        // Those in view first: a hidden face must not take another's box.
        foreach (bool visible in (ReadOnlySpan<bool>)[true, false])
        {
            while (_tracks.TryPair(found, _taken, visible, out int box, out FaceTrack? track))
            {
                _taken[box] = true;
                Found(track!, found[box], part, time);
            }
        }
        for (int i = _tracks.Count - 1; i >= 0; i--)
        {
            if (_tracks[i].Matched)
                continue;
            _tracks[i].Looked(time);
            if (IsUnconfirmed(_tracks[i]))
                _tracks.RemoveAt(i);
        }
        for (int i = 0; i < found.Length; i++)
        {
            if (!_taken[i] && _uprightCheck?.IsUpsideDown(part, found[i]) != true && _tracks.Add(found[i], part, time, _follower) is { } track)
                track.NeedsLook = IsUnconfirmed(track);
        }
    }

    /// <summary>Looks for a known face near its last place.</summary>
    private bool LookAround(FaceTrack track, FramePart part, TimeSpan time)
    {
        FaceBox region = track.Box.Scale(track.Visible ? Around : AroundHidden);
        ReadOnlySpan<FaceBox> found = Valid(_finder.Find(part.View, region, Smaller * track.Size, Larger * track.Size, _found), part);
        track.Looked(time);
        int box = _tracks.BoxOf(track, found);
        if (box < 0)
            return false;
        Found(track, found[box], part, time);
        return true;
    }

    private void Found(FaceTrack track, FaceBox box, FramePart part, TimeSpan time)
    {
        track.Found(box, part, time, _follower);
        track.NeedsLook = IsUnconfirmed(track);
    }

    /// <summary>The boxes that make sense and are in the frame, moved together at the start of the list: finders are other people's code.</summary>
    private ReadOnlySpan<FaceBox> Valid(int count, FramePart part)
    {
        int kept = 0;
        foreach (FaceBox box in _found.AsSpan(0, Math.Clamp(count, 0, _found.Length)))
        {
            if (box.IsValid && box.IsIn(part.Width, part.Height))
                _found[kept++] = box;
        }
        return _found.AsSpan(0, kept);
    }

    private void Publish(double passed)
    {
        float share = _options.Smoothing == TimeSpan.Zero ? 1 : (float)(1 - Math.Exp(-passed / _options.Smoothing.Ticks));
        _count = 0;
        for (int i = 0; i < _tracks.Count; i++)
        {
            _tracks[i].Smooth(share);
            if (!IsUnconfirmed(_tracks[i]))
                _faces[_count++] = _tracks[i].Face;
        }
    }
}
