namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>Rectangles in which a cascade saw a face, in pixels of the frame. Keeps its memory.</summary>
internal sealed class WindowList
{
    /// <summary>Far more than frames have; a cascade that lets everything pass must not take forever to group.</summary>
    public const int Most = 10_000;

    private Window[] _items = new Window[256];
    private float _scale = 1;
    private int _width, _height;

    public int Count { get; private set; }

    public ReadOnlySpan<Window> Items => _items.AsSpan(0, Count);

    public void Clear() => Count = 0;

    /// <summary>What windows are multiplied by from now on, and their size then.</summary>
    public void Scale(float scale, int width, int height) => (_scale, _width, _height) = (scale, width, height);

    /// <summary>Adds a window of the scaled frame.</summary>
    public void Add(int x, int y)
    {
        if (Count == Most)
            return;
        if (Count == _items.Length)
            Array.Resize(ref _items, Math.Min(2 * Count, Most));
        _items[Count++] = new Window((int)MathF.Round(x * _scale), (int)MathF.Round(y * _scale), _width, _height);
    }
}

/// <summary>A rectangle of a frame in which a cascade saw a face, or the mean of several.</summary>
internal readonly record struct Window(int X, int Y, int Width, int Height);
