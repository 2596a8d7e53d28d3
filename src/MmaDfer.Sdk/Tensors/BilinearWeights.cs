namespace MmaDfer.Sdk.Tensors;

/// <summary>
/// Fixed-point weights of Pillow's antialiased bilinear filter along one axis: for every target position the first source
/// position and the weights (22 bits) from there on. Arrays are kept and only grow, so a size seen before costs nothing.
/// </summary>
/// <param name="targetSize">Positions of the target axis.</param>
/// <param name="lanes">How often each weight stands in the table: as often as the kernel wants it in one vector.</param>
internal sealed class BilinearWeights(int targetSize, int lanes)
{
    /// <summary>Bits behind the point: 8 bits of pixel and 2 of headroom leave 22 of 32.</summary>
    public const int Precision = 22;

    /// <summary>Kernels take taps in groups of four; missing ones have weight zero.</summary>
    public const int Group = 4;

    private readonly int[] _first = new int[targetSize];
    private readonly int[] _taps = new int[targetSize];
    private int[] _weights = [];
    private double[] _exact = [];

    public int SourceSize { get; private set; }

    public int TargetSize => targetSize;

    /// <summary>True where this axis keeps its size: its pass is left out.</summary>
    public bool Identity => SourceSize == targetSize;

    /// <summary>First source position of each target position.</summary>
    public ReadOnlySpan<int> First => _first;

    /// <summary>Number of source positions of each target position.</summary>
    public ReadOnlySpan<int> Taps => _taps;

    /// <summary>Values from a target position's weights to the next one's.</summary>
    public int Stride { get; private set; }

    public ReadOnlySpan<int> Weights => _weights;

    public void Prepare(int sourceSize)
    {
        if (sourceSize == SourceSize)
            return;
        double scale = (double)sourceSize / targetSize;
        double support = Math.Max(scale, 1);
        double perPixel = 1 / support;
        int longest = 2 * (int)Math.Ceiling(support) + 1;
        int padded = (longest + Group - 1) / Group * Group;
        Stride = padded * lanes;
        if (_weights.Length < Stride * targetSize)
            _weights = new int[Stride * targetSize];
        if (_exact.Length < padded)
            _exact = new double[padded];
        Array.Clear(_weights);
        for (int i = 0; i < targetSize; i++)
        {
            double center = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(center - support + 0.5));
            int last = Math.Min(sourceSize, (int)(center + support + 0.5));
            _first[i] = first;
            _taps[i] = last - first;
            Fill(_weights.AsSpan(i * Stride, Stride), first, last - first, center, perPixel);
        }
        SourceSize = sourceSize;
    }

    private void Fill(Span<int> weights, int first, int taps, double center, double perPixel)
    {
        double sum = 0;
        for (int j = 0; j < taps; j++)
        {
            _exact[j] = Math.Max(0, 1 - Math.Abs((j + first - center + 0.5) * perPixel));
            sum += _exact[j];
        }
        for (int j = 0; j < taps; j++)
            weights.Slice(j * lanes, lanes).Fill((int)(0.5 + _exact[j] / sum * (1 << Precision)));
    }
}
