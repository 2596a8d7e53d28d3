using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces.Tracking;

/// <summary>The faces that are followed, the longest known first, and which of them a found box belongs to.</summary>
internal sealed class TrackList
{
    /// <summary>Overlap by which a box belongs to a visible face: faces move little between looks, and are followed meanwhile.</summary>
    private const float Same = 0.3f;

    /// <summary>Overlap of boxes twice as large by which a face that was hidden has come back.</summary>
    private const float Back = 0.2f;

    /// <summary>Overlap by which two followed faces are one.</summary>
    private const float Twice = 0.5f;

    private readonly FaceTrack[] _tracks;
    private int _lastId;

    public TrackList(int capacity)
    {
        _tracks = new FaceTrack[capacity];
        for (int i = 0; i < capacity; i++)
            _tracks[i] = new FaceTrack();
    }

    public int Count { get; private set; }

    public FaceTrack this[int index] => _tracks[index];

    public void Clear() => Count = 0;

    /// <summary>How well a box fits a followed face, from 0 to 1; 0 if it cannot be the same.</summary>
    private static float Fit(FaceTrack track, FaceBox box)
    {
        float overlap = track.Visible ? track.Box.Overlap(box) : track.Box.Scale(2).Overlap(box.Scale(2));
        return overlap >= (track.Visible ? Same : Back) ? overlap : 0;
    }

    /// <summary>
    /// Of all boxes and faces that have no counterpart yet, the two that fit each other best.
    /// </summary>
    /// <param name="boxes">What was found.</param>
    /// <param name="taken">The boxes that have a counterpart.</param>
    /// <param name="visible">Whether to look among visible or hidden faces.</param>
    /// <param name="box">Index of the box.</param>
    /// <param name="track">The face.</param>
    /// <returns>False if no two fit.</returns>
    public bool TryPair(ReadOnlySpan<FaceBox> boxes, ReadOnlySpan<bool> taken, bool visible, out int box, out FaceTrack? track)
    {
        float best = 0;
        (box, track) = (-1, null);
        for (int i = 0; i < boxes.Length; i++)
        {
            for (int j = 0; j < Count && !taken[i]; j++)
            {
                FaceTrack candidate = _tracks[j];
                if (candidate.Visible == visible && !candidate.Matched && Fit(candidate, boxes[i]) is float fit && fit > best)
                    (best, box, track) = (fit, i, candidate);
            }
        }
        return track is not null;
    }

    /// <summary>The box that fits a face best, and fits no other face better; -1 if there is none.</summary>
    public int BoxOf(FaceTrack track, ReadOnlySpan<FaceBox> boxes)
    {
        int best = -1;
        float bestFit = 0;
        for (int i = 0; i < boxes.Length; i++)
        {
            float fit = Fit(track, boxes[i]);
            if (fit > bestFit && !FitsAnother(track, boxes[i], fit))
                (best, bestFit) = (i, fit);
        }
        return best;
    }

    /// <summary>Begins to follow a face; if all places are taken, in the place of one that is hidden.</summary>
    public FaceTrack? Add(FaceBox box, FramePart part, TimeSpan time, PatchFollower follower)
    {
        for (int i = Count - 1; i >= 0 && Count == _tracks.Length; i--)
        {
            if (!_tracks[i].Visible)
                RemoveAt(i);
        }
        if (Count == _tracks.Length)
            return null;
        FaceTrack track = _tracks[Count++];
        track.Begin(++_lastId, box, part, time, follower);
        return track;
    }

    /// <summary>Drops faces that are lost, and the later one of two that have become the same.</summary>
    public void Drop(TimeSpan time, TimeSpan lostAfter)
    {
        for (int i = Count - 1; i >= 0; i--)
        {
            if (Times.Ticks(_tracks[i].LastSeen, time) > lostAfter.Ticks || IsTwice(i))
                RemoveAt(i);
        }
    }

    public void RemoveAt(int index)
    {
        FaceTrack removed = _tracks[index];
        Array.Copy(_tracks, index + 1, _tracks, index, Count - index - 1);
        _tracks[--Count] = removed;
    }

    private bool FitsAnother(FaceTrack track, FaceBox box, float fit)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_tracks[i] != track && _tracks[i].Visible && Fit(_tracks[i], box) > fit)
                return true;
        }
        return false;
    }

    private bool IsTwice(int index)
    {
        for (int i = 0; i < index; i++)
        {
            if (_tracks[i].Visible && _tracks[index].Visible && _tracks[i].Box.Overlap(_tracks[index].Box) > Twice)
                return true;
        }
        return false;
    }
}
