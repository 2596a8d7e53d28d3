using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Tensors;

/// <summary>
/// Resizes frames to a fixed size, mostly a square, in RGB24 (rows without gaps) as Pillow's antialiased bilinear filter does, bit for bit: a
/// horizontal pass, then a vertical one, each rounding to bytes; a pass that would keep the size is left out.
/// Keeps its tables and scratch rows, so frames of a size seen before allocate nothing. One object a thread.
/// </summary>
internal sealed class BilinearResize
{
    /// <summary>Pixels a frame may have in a direction.</summary>
    public const int MaxSourceSize = 32768;

    private readonly BilinearWeights _horizontal;
    private readonly BilinearWeights _vertical;
    private readonly int _stride;
    private readonly UprightFrame _upright = new();
    private byte[] _row = [];
    private byte[] _rows = [];

    public BilinearResize(int size)
        : this(size, size)
    {
    }

    public BilinearResize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        Width = width;
        Height = height;
        _horizontal = new BilinearWeights(width, lanes: 4);
        _vertical = new BilinearWeights(height, lanes: 1);
        _stride = (3 * width + BilinearKernels.Chunk - 1) / BilinearKernels.Chunk * BilinearKernels.Chunk;
    }

    /// <summary>Pixels in a row of the result.</summary>
    public int Width { get; }

    /// <summary>Rows of the result.</summary>
    public int Height { get; }

    /// <summary>Bytes of the result: width x height x 3.</summary>
    public int TargetBytes => Width * Height * 3;

    /// <summary>Resizes a whole frame, turned upright.</summary>
    public void Resize(FrameView source, Span<byte> destination)
    {
        FrameView upright = _upright.Of(source);
        Resize(upright, 0, 0, upright.Width, upright.Height, destination);
    }

    /// <summary>Resizes a rectangle of an upright frame; nothing outside it has any influence.</summary>
    /// <exception cref="MediaException">The rectangle is empty, too large or not inside the frame.</exception>
    public void Resize(FrameView source, int left, int top, int width, int height, Span<byte> destination)
    {
        if (width < 1 || height < 1 || width > MaxSourceSize || height > MaxSourceSize)
        {
            throw new MediaException(
                $"The frame is {width} x {height} pixels; 1 to {MaxSourceSize} pixels in each direction are supported.");
        }
        if (left < 0 || top < 0 || left > source.Width - width || top > source.Height - height)
        {
            throw new MediaException(
                $"The rectangle of {width} x {height} pixels at ({left}, {top}) is not inside the frame of {source.Width} x {source.Height} pixels.");
        }
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, TargetBytes);
        _horizontal.Prepare(width);
        _vertical.Prepare(height);
        Reserve(ref _row, width * 3L + BilinearKernels.Slack);
        Reserve(ref _rows, (long)height * _stride + BilinearKernels.Slack);

        for (int y = 0; y < height; y++)
        {
            Span<byte> target = _rows.AsSpan(y * _stride);
            if (_horizontal.Identity)
            {
                source.ReadRow(top + y, left, target[..(3 * Width)]);
                continue;
            }
            source.ReadRow(top + y, left, _row.AsSpan(0, width * 3));
            BilinearKernels.Horizontal(_row, _horizontal, target);
        }
        for (int y = 0; y < Height; y++)
        {
            Span<byte> target = destination.Slice(y * 3 * Width, 3 * Width);
            if (_vertical.Identity)
            {
                _rows.AsSpan(y * _stride, 3 * Width).CopyTo(target);
                continue;
            }
            ReadOnlySpan<int> weights = _vertical.Weights.Slice(y * _vertical.Stride, _vertical.Taps[y]);
            BilinearKernels.Vertical(_rows.AsSpan(_vertical.First[y] * _stride), _stride, weights, target);
        }
    }

    private static void Reserve(ref byte[] scratch, long length)
    {
        if (scratch.Length < length)
            scratch = new byte[length];
    }
}

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
