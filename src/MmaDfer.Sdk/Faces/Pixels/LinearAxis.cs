namespace MmaDfer.Sdk.Faces.Pixels;

/// <summary>One axis of a bilinear resize: from which two neighbours each target position is mixed. Keeps its memory.</summary>
internal sealed class LinearAxis
{
    /// <summary>What the two weights of a position add up to.</summary>
    public const int One = 256;

    private int[] _first = [], _shares = [];
    private int _source, _target;

    /// <summary>The first of the two source positions.</summary>
    public ReadOnlySpan<int> First => _first;

    /// <summary>The weight of the first in the lower 16 bits, that of the second in the upper ones.</summary>
    public ReadOnlySpan<int> Shares => _shares;

    public void Prepare(int source, int target)
    {
        if (source == _source && target == _target)
            return;
        if (_first.Length < target)
            (_first, _shares) = (new int[target], new int[target]);
        double scale = 1 / ((double)target / source);
        for (int i = 0; i < target; i++)
        {
            double position = (scale * (i + 0.5)) - 0.5;
            int first = (int)Math.Floor(position);
            (_first[i], int second) = first < 0 ? (0, 0)
                : first >= source - 1 ? (source - 1, 0)
                : (first, (int)Math.Round((position - first) * One));
            _shares[i] = (second << 16) | (One - second);
        }
        (_source, _target) = (source, target);
    }
}
