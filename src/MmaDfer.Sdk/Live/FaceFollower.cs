using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Which of the faces that were found is the one that is followed: that which overlaps most with its last place; after it was lost,
/// the largest. Its box is steadied. One thread.
/// </summary>
/// <param name="lostAfter">How long it may be out of sight and still be the same.</param>
internal sealed class FaceFollower(TimeSpan lostAfter)
{
    /// <summary>Share of the way that the box goes from where it was to where the face was found.</summary>
    private const float Follow = 0.5f;

    /// <summary>Overlap (intersection over union) from which on it is the same face in the same place, but for jitter.</summary>
    private const double SamePlace = 0.5;

    private FaceBox _box;
    private TimeSpan _seen;
    private bool _known;

    /// <summary>Chooses among the faces found in a frame.</summary>
    /// <returns>Where the face is; null if it is not there.</returns>
    public FaceBox? Choose(ReadOnlySpan<FaceBox> found, TimeSpan time)
    {
        if (_known && Times.Seconds(_seen, time) > lostAfter.TotalSeconds)
            _known = false;
        int best = -1;
        double overlap = 0;
        for (int i = 0; i < found.Length; i++)
        {
            double here = _known ? Overlap(_box, found[i]) : 0;
            if (here > overlap || best < 0 && !_known)
                (best, overlap) = (i, here);
        }
        if (best < 0)
            return null;
        FaceBox face = found[best];
        _box = overlap < SamePlace ? face : new FaceBox(
            _box.X + Follow * (face.X - _box.X), _box.Y + Follow * (face.Y - _box.Y),
            _box.Width + Follow * (face.Width - _box.Width), _box.Height + Follow * (face.Height - _box.Height));
        (_seen, _known) = (time, true);
        return _box;
    }

    /// <summary>Forgets the face.</summary>
    public void Reset() => _known = false;

    private static double Overlap(FaceBox a, FaceBox b)
    {
        double width = Math.Min((double)a.X + a.Width, (double)b.X + b.Width) - Math.Max(a.X, b.X);
        double height = Math.Min((double)a.Y + a.Height, (double)b.Y + b.Height) - Math.Max(a.Y, b.Y);
        double both = Math.Max(0, width) * Math.Max(0, height);
        return both > 0 ? both / ((double)a.Width * a.Height + (double)b.Width * b.Height - both) : 0;
    }
}
