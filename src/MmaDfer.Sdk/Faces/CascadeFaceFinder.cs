using MmaDfer.Sdk.Faces.Cascades;
using MmaDfer.Sdk.Faces.Pixels;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces;

/// <summary>
/// Finds upright faces that look at the camera with a cascade of OpenCV, Haar or LBP, and finds what OpenCV finds
/// (<c>CascadeClassifier.detectMultiScale</c>), without OpenCV. It keeps its memory between calls, so each thread needs one of its own;
/// frames of a size seen before allocate nothing.
/// </summary>
/// <remarks>
/// For programs that have cascades; <see cref="FaceFinder.Default(double)"/> finds more. OpenCV has cascades in <c>data/haarcascades</c>, Debian
/// and Ubuntu in the package <c>opencv-data</c> (<c>/usr/share/opencv4/haarcascades</c>), pip in <c>opencv-python</c> (<c>cv2/data</c>).
/// <c>haarcascade_frontalface_alt2.xml</c> is the one to begin with; its licence, in the file, allows to ship it with a game.
/// </remarks>
public sealed class CascadeFaceFinder : IFaceFinder
{
    /// <summary>Pixels of a frame that can be searched: sums are kept in memory.</summary>
    private const int MaxPixels = 1 << 26;

    /// <summary>Width of the window from which on an LBP cascade frames faces tightly: lbpcascade_frontalface has 24, lbpcascade_frontalface_improved 45.</summary>
    private const int TightWindow = 40;

    private readonly CascadeModel _model;
    private readonly CascadeFaceFinderOptions _options;
    private readonly TrainingCrop _crop;
    private readonly GrayFrame _gray = new();
    private readonly LinearResize _level = new();
    private readonly IntegralImage _sums;
    private readonly WindowScan _scan;
    private readonly WindowList _found = new();
    private readonly RectangleGroups _grouping = new();
    private Window[] _groups = [];
    private int _busy;

    /// <summary>Loads a cascade from a file.</summary>
    /// <param name="path">An XML file of OpenCV, Haar or LBP. It is read at once and not kept open.</param>
    /// <param name="options">How to look; null for the defaults.</param>
    /// <exception cref="ModelFileException">The file is missing, damaged or no such cascade.</exception>
    public CascadeFaceFinder(string path, CascadeFaceFinderOptions? options = null)
        : this(CascadeFile.Read(path), options)
    {
    }

    /// <summary>Loads a cascade from a stream, from its position to its end. The stream stays the caller's.</summary>
    /// <param name="cascade">The XML of a cascade of OpenCV, Haar or LBP.</param>
    /// <param name="options">How to look; null for the defaults.</param>
    /// <exception cref="ModelFileException">The stream cannot be read, or is damaged or no such cascade.</exception>
    public CascadeFaceFinder(Stream cascade, CascadeFaceFinderOptions? options = null)
        : this(CascadeFile.Read(cascade), options)
    {
    }

    private CascadeFaceFinder(CascadeModel model, CascadeFaceFinderOptions? options)
    {
        _model = model;
        _options = options ?? new CascadeFaceFinderOptions();
        _crop = _options.BoxScale is { } scale ? new TrainingCrop(scale, 0)
            : model is { Kind: CascadeKind.Lbp, Width: >= TightWindow } ? TrainingCrop.TightCascade
            : TrainingCrop.Cascade;
        _sums = new IntegralImage(squares: model.Kind == CascadeKind.Haar, model.Tilted);
        _scan = WindowScan.For(model);
    }

    /// <inheritdoc/>
    public bool CanSearchRegions => true;

    /// <inheritdoc/>
    /// <exception cref="MediaException">The frame has more than 67 million pixels.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in this method.</exception>
    public int Find(FrameView frame, Span<FaceBox> faces) =>
        Find(frame, new FaceBox(0, 0, frame.Width, frame.Height), 0, float.PositiveInfinity, faces);

    /// <inheritdoc/>
    /// <exception cref="MediaException">The part of the frame has more than 67 million pixels.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in this method.</exception>
    public int Find(FrameView frame, FaceBox region, float minSize, float maxSize, Span<FaceBox> faces)
    {
        int left = (int)Math.Clamp(MathF.Floor(region.X), 0, frame.Width), top = (int)Math.Clamp(MathF.Floor(region.Y), 0, frame.Height);
        int width = (int)Math.Clamp(MathF.Ceiling(region.X + region.Width), left, frame.Width) - left;
        int height = (int)Math.Clamp(MathF.Ceiling(region.Y + region.Height), top, frame.Height) - top;
        if (width < _model.Width || height < _model.Height || faces.IsEmpty)
            return 0;
        if ((long)width * height > MaxPixels)
            throw new MediaException($"The frame of {width} x {height} pixels is too large for the search for faces; at most {MaxPixels} pixels are possible.");
        int shorter = Math.Min(frame.Width, frame.Height);
        double least = Math.Max(minSize, Math.Max(_options.MinSize, _options.MinShare * shorter)) / _crop.Scale;
        double most = Math.Min(maxSize, Math.Min(_options.MaxSize, _options.MaxShare * shorter)) / _crop.Scale;
        // Two threads would read beyond memory that the other has just replaced.
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException($"A {nameof(CascadeFaceFinder)} is used by one thread at a time; two threads called {nameof(Find)} at once.");
        try
        {
            _gray.Load(frame, left, top, width, height);
            _found.Clear();
            Search(least, most);
            return Write(left, top, faces);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Slides the window over the frame in all sizes.</summary>
    private void Search(double least, double most)
    {
        for (double factor = 1; ; factor *= _options.ScaleFactor)
        {
            int windowWidth = (int)Math.Round(_model.Width * factor), windowHeight = (int)Math.Round(_model.Height * factor);
            if (Math.Max(windowWidth, windowHeight) > most || windowWidth > _gray.Width || windowHeight > _gray.Height)
                return;
            if (Math.Min(windowWidth, windowHeight) < least)
                continue;
            float scale = (float)factor;
            int width = (int)MathF.Round(_gray.Width / scale), height = (int)MathF.Round(_gray.Height / scale);
            if (width < _model.Width || height < _model.Height)
                return;
            _level.Resize(_gray, width, height);
            // Where the frame is still fine, every second window in both directions will do.
            _sums.Build(_level.Pixels, width, height, step: scale >= 2 ? 1 : 2);
            _found.Scale(scale, (int)MathF.Round(_model.Width * scale), (int)MathF.Round(_model.Height * scale));
            _scan.Run(_sums, width, height, _found);
        }
    }

    private int Write(int left, int top, Span<FaceBox> faces)
    {
        if (_groups.Length < _found.Count)
            _groups = new Window[Math.Max(_found.Count, 2 * _groups.Length)];
        Span<Window> groups = _groups.AsSpan(0, _grouping.Group(_found.Items, _options.MinNeighbors, _groups));
        groups.Sort(static (a, b) => (b.Width * b.Height).CompareTo(a.Width * a.Height) is not 0 and int order ? order
            : a.Y != b.Y ? a.Y.CompareTo(b.Y) : a.X.CompareTo(b.X));
        int count = Math.Min(groups.Length, faces.Length);
        for (int i = 0; i < count; i++)
        {
            // Rounding may take a window a pixel over the edge.
            Window face = groups[i];
            int width = Math.Min(face.Width, _gray.Width - face.X), height = Math.Min(face.Height, _gray.Height - face.Y);
            faces[i] = _crop.Apply(new FaceBox(left + face.X, top + face.Y, width, height));
        }
        return count;
    }
}
