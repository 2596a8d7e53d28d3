namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>
/// Sums over all pixels above and to the left: the sum of any rectangle takes four of them. Beside the sums there may be those of
/// squares, and sums over triangles for tilted rectangles. Keeps its memory. One thread at a time.
/// </summary>
/// <remarks>
/// With a step of 2 the even columns of a row come first and the odd ones after them, so that windows which begin 2 pixels apart
/// find what they need side by side in memory.
/// </remarks>
internal sealed class IntegralImage(bool squares, bool tilted)
{
    /// <summary>Sums that may be read behind the last window of a row.</summary>
    private const int Slack = 32;

    private readonly int _planes = 1 + (squares ? 1 : 0) + (tilted ? 1 : 0);
    private int[] _sums = [];
    private int _rows;

    /// <summary>Columns from a window to the next: 1 or 2.</summary>
    public int Step { get; private set; } = 1;

    /// <summary>Elements from a row of sums to the next. It only grows, so offsets hold for many frames.</summary>
    public int Stride { get; private set; }

    /// <summary>Elements from the sums to the sums of squares.</summary>
    public int SquaresAt => _rows * Stride;

    /// <summary>Elements from the sums to the tilted sums.</summary>
    public int TiltedAt => (_planes - 1) * _rows * Stride;

    /// <summary>All sums, and some more elements, which mean nothing.</summary>
    public ReadOnlySpan<int> Sums => _sums;

    /// <summary>Where the sum over all pixels above row <paramref name="y"/> and to the left of column <paramref name="x"/> is.</summary>
    public int Offset(int x, int y) => (y * Stride) + Place(x);

    /// <summary>Computes the sums of a frame of rows without gaps.</summary>
    public void Build(ReadOnlySpan<byte> pixels, int width, int height, int step)
    {
        Reserve(width + 1, height + 1);
        Step = step;
        _sums.AsSpan(0, Stride).Clear();
        if (squares)
            _sums.AsSpan(SquaresAt, Stride).Clear();
        if (tilted)
            _sums.AsSpan(TiltedAt, Stride).Clear();
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = pixels.Slice(y * width, width);
            if (step == 1)
                Row(row, y);
            else
                SplitRow(row, y);
            if (tilted)
                TiltedRow(pixels, width, y);
        }
    }

    private void Row(ReadOnlySpan<byte> row, int y)
    {
        Span<int> above = _sums.AsSpan(y * Stride, row.Length + 1), here = _sums.AsSpan((y + 1) * Stride, row.Length + 1);
        int sum = 0;
        here[0] = 0;
        if (!squares)
        {
            for (int x = 0; x < row.Length; x++)
                here[x + 1] = above[x + 1] + (sum += row[x]);
            return;
        }
        Span<int> squaresAbove = _sums.AsSpan(SquaresAt + (y * Stride), row.Length + 1);
        Span<int> squaresHere = _sums.AsSpan(SquaresAt + ((y + 1) * Stride), row.Length + 1);
        int square = 0;
        squaresHere[0] = 0;
        for (int x = 0; x < row.Length; x++)
        {
            int pixel = row[x];
            here[x + 1] = above[x + 1] + (sum += pixel);
            // They may pass 32 bits; differences of a window's corners do not.
            squaresHere[x + 1] = unchecked(squaresAbove[x + 1] + (square += pixel * pixel));
        }
    }

    /// <summary>As <see cref="Row"/>, with even columns before odd ones.</summary>
    private void SplitRow(ReadOnlySpan<byte> row, int y)
    {
        SplitRow(row, _sums.AsSpan(y * Stride, Stride), _sums.AsSpan((y + 1) * Stride, Stride), square: false);
        if (squares)
            SplitRow(row, _sums.AsSpan(SquaresAt + (y * Stride), Stride), _sums.AsSpan(SquaresAt + ((y + 1) * Stride), Stride), square: true);
    }

    private void SplitRow(ReadOnlySpan<byte> row, Span<int> above, Span<int> here, bool square)
    {
        int half = Stride / 2, sum = 0;
        Span<int> even = here[..half], odd = here[half..], evenAbove = above[..half], oddAbove = above[half..];
        even[0] = 0;
        for (int pair = 0; pair < row.Length / 2; pair++)
        {
            int pixel = row[2 * pair], next = row[(2 * pair) + 1];
            sum = unchecked(sum + (square ? pixel * pixel : pixel));
            odd[pair] = unchecked(oddAbove[pair] + sum);
            sum = unchecked(sum + (square ? next * next : next));
            even[pair + 1] = unchecked(evenAbove[pair + 1] + sum);
        }
        if (row.Length % 2 != 0)
        {
            int last = row[^1], pair = row.Length / 2;
            odd[pair] = unchecked(oddAbove[pair] + sum + (square ? last * last : last));
        }
    }

    /// <summary>
    /// Row y + 1 of the tilted sums. That of (x, y) covers the pixels of the triangle whose tip is the pixel above and to the
    /// left, and which opens upwards by one pixel on both sides with each row. Two such triangles beside each other, less
    /// their overlap, plus the two pixels at the tip, make the next one.
    /// </summary>
    private void TiltedRow(ReadOnlySpan<byte> pixels, int width, int y)
    {
        ReadOnlySpan<byte> row = pixels.Slice(y * width, width);
        ReadOnlySpan<byte> before = y > 0 ? pixels.Slice((y - 1) * width, width) : default;
        int here = TiltedAt + ((y + 1) * Stride), above = here - Stride, over = above - Stride;
        for (int x = 0; x <= width; x++)
        {
            // Beyond the borders are no pixels, so a triangle there equals one further up at the border.
            int left = x > 0 ? _sums[above + Place(x - 1)] : Over(0);
            int right = x < width ? _sums[above + Place(x + 1)] : Over(width);
            int tip = x > 0 ? row[x - 1] + (before.IsEmpty ? 0 : before[x - 1]) : 0;
            _sums[here + Place(x)] = left + right - Over(x) + tip;
        }

        int Over(int x) => y > 0 ? _sums[over + Place(x)] : 0;
    }

    private int Place(int x) => Step == 1 ? x : ((x & 1) * (Stride / 2)) + (x >> 1);

    private void Reserve(int columns, int rows)
    {
        // An odd multiple of 16: rows a multiple of 4 KiB apart would compete for the same places of the cache.
        int stride = Stride >= columns + Slack ? Stride : (columns + Slack + 15) / 16 * 16 | 16;
        int height = Math.Max(_rows, rows);
        if (stride == Stride && height == _rows)
            return;
        (Stride, _rows) = (stride, height);
        _sums = GC.AllocateUninitializedArray<int>(checked((_planes * height * stride) + Slack));
    }
}
