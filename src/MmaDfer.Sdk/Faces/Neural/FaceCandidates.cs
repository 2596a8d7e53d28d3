namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>Faces that were found, many of them several times, and what remains of them. Keeps its memory. One thread at a time.</summary>
internal sealed class FaceCandidates
{
    /// <summary>Faces that overlap more are one (both networks are published with 0.3).</summary>
    private const float Same = 0.3f;

    /// <summary>More candidates than any frame has; further ones are ignored.</summary>
    private const int Max = 4096;

    private FaceBox[] _faces = new FaceBox[64];
    private bool[] _taken = [];

    public int Count { get; private set; }

    /// <summary>From the network's input to the frame: coordinates are multiplied by the factor, then moved.</summary>
    public (float Factor, float X, float Y) Transform { get; set; } = (1, 0, 0);

    public Span<FaceBox> Faces => _faces.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>Adds a face, in pixels of the network's input; one without a size or a place is none.</summary>
    public void Add(FaceBox face)
    {
        if (!face.IsValid || Count == Max)
            return;
        if (Count == _faces.Length)
            Array.Resize(ref _faces, 2 * Count);
        _faces[Count++] = face.Transform(Transform.Factor, Transform.X, Transform.Y);
    }

    /// <summary>Non-maximum suppression: of faces that overlap, the best remains, or their mean weighted by their scores.</summary>
    /// <param name="blend">Whether it is the mean.</param>
    public void Suppress(bool blend)
    {
        Span<FaceBox> faces = _faces.AsSpan(0, Count);
        faces.Sort(static (a, b) => b.Score!.Value.CompareTo(a.Score!.Value));
        if (_taken.Length < Count)
            _taken = new bool[_faces.Length];
        Span<bool> taken = _taken.AsSpan(0, Count);
        taken.Clear();
        int kept = 0;
        for (int i = 0; i < faces.Length; i++)
        {
            if (taken[i])
                continue;
            FaceBox best = faces[i], mean = best;
            float weight = best.Score!.Value;
            for (int j = i + 1; j < faces.Length; j++)
            {
                if (taken[j] || best.Overlap(faces[j]) <= Same)
                    continue;
                taken[j] = true;
                weight += faces[j].Score!.Value;
                if (blend)
                    mean = mean.Approach(faces[j], faces[j].Score!.Value / weight) with { Score = best.Score };
            }
            faces[kept++] = mean;
        }
        Count = kept;
    }
}
