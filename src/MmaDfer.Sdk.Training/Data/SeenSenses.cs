using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>Which of a data set's clips turned out to have a face and a voice, each counted once. Safe for several threads.</summary>
/// <param name="clips">Clips of the data set.</param>
internal sealed class SeenSenses(int clips)
{
    private readonly bool[] _seen = new bool[clips];
    private readonly Lock _lock = new();
    private SenseCounts _counts;

    public SenseCounts Counts
    {
        get
        {
            lock (_lock)
                return _counts;
        }
    }

    public void Add(int clip, bool frames, bool sound)
    {
        lock (_lock)
        {
            if (_seen[clip])
                return;
            _seen[clip] = true;
            _counts = _counts.With(frames, sound);
        }
    }
}
