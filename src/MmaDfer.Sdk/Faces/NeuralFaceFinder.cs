using MmaDfer.Sdk.Faces.Neural;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces;

/// <summary>
/// Finds faces, also turned, dark and small ones, and their landmarks with a small published network, YuNet or BlazeFace, in plain
/// managed code. It keeps its memory between calls, so each thread needs one of its own; searches of a size seen before allocate nothing.
/// </summary>
/// <remarks>
/// It reads the ONNX files that are published: YuNet n and s (libfacedetection.train, for inputs of any size), BlazeFace for 128 and 256
/// pixels (MediaPipe's short and back-camera models). The search runs over the frame as a whole, at the scale at which the smallest
/// face is large enough for the network, and again at a quarter of it for faces that are then too large.
/// </remarks>
public sealed class NeuralFaceFinder : IFaceFinder
{
    /// <summary>From a search to the next one for larger faces.</summary>
    private const double Coarser = 0.25;

    /// <summary>Searches that enlarge more find nothing that is not made up.</summary>
    private const double MaxScale = 2;

    /// <summary>Longer side of the largest input unless the options say otherwise.</summary>
    private const int MaxInput = 640;

    /// <summary>Faces may reach beyond the frame.</summary>
    private const float MaxShare = 1.5f;

    private readonly FaceNetwork _network;
    private readonly FaceDecoder _decoder;
    private readonly NeuralFaceFinderOptions _options;
    private readonly FrameScaler _scaler = new();
    private readonly FaceCandidates _faces = new();
    private int _busy;

    /// <summary>Loads a network from a file.</summary>
    /// <param name="path">An ONNX file of YuNet or BlazeFace. It is read at once and not kept open.</param>
    /// <param name="options">How to look; null for the defaults.</param>
    /// <exception cref="ModelFileException">The file is missing, damaged or no such network.</exception>
    public NeuralFaceFinder(string path, NeuralFaceFinderOptions? options = null)
        : this(FaceNetworkFile.Read(path), options)
    {
    }

    /// <summary>Loads a network from a stream, from its position to its end. The stream stays the caller's.</summary>
    /// <param name="model">The ONNX file of YuNet or BlazeFace.</param>
    /// <param name="options">How to look; null for the defaults.</param>
    /// <exception cref="ModelFileException">The stream cannot be read, or is damaged or no such network.</exception>
    public NeuralFaceFinder(Stream model, NeuralFaceFinderOptions? options = null)
        : this(FaceNetworkFile.Read(model), options)
    {
    }

    internal NeuralFaceFinder((FaceNetwork Network, FaceDecoder Decoder) model, NeuralFaceFinderOptions? options)
    {
        (_network, _decoder) = model;
        _options = options ?? new NeuralFaceFinderOptions();
    }

    /// <inheritdoc/>
    public bool CanSearchRegions => true;

    private TrainingCrop Crop => _options.PublishedBoxes ? new TrainingCrop(1, 0) : _decoder.Crop;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The frame is turned or mirrored.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in this method.</exception>
    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        double? scale = _options.InputSize is { } size ? (double)size / Math.Max(frame.Width, frame.Height) : null;
        return Find(frame, new FaceBox(0, 0, frame.Width, frame.Height), 0, float.PositiveInfinity, scale, faces);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The frame is turned or mirrored.</exception>
    /// <exception cref="InvalidOperationException">Another thread is in this method.</exception>
    public int Find(FrameView frame, FaceBox region, float minSize, float maxSize, Span<FaceBox> faces) =>
        Find(frame, region, minSize, maxSize, null, faces);

    private int Find(FrameView frame, FaceBox region, float minSize, float maxSize, double? scale, Span<FaceBox> faces)
    {
        frame.ThrowIfTurned();
        int left = (int)Math.Clamp(MathF.Floor(region.X), 0, frame.Width), top = (int)Math.Clamp(MathF.Floor(region.Y), 0, frame.Height);
        int width = (int)Math.Clamp(MathF.Ceiling(region.X + region.Width), left, frame.Width) - left;
        int height = (int)Math.Clamp(MathF.Ceiling(region.Y + region.Height), top, frame.Height) - top;
        int shorter = Math.Min(frame.Width, frame.Height);
        float min = minSize > 0 ? minSize : (float)_options.MinShare * shorter, max = MathF.Min(maxSize, MaxShare * shorter);
        if (width == 0 || height == 0 || faces.IsEmpty || !(max > 0))
            return 0;
        double finest = Math.Min(scale ?? ScaleFor(min, max, Math.Max(width, height)), MaxScale);
        // Two threads would write over each other's maps.
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException($"A {nameof(NeuralFaceFinder)} is used by one thread at a time; two threads called {nameof(Find)} at once.");
        try
        {
            _faces.Clear();
            for (double at = finest; ; at *= Coarser)
            {
                Search(frame, left, top, width, height, at);
                if (max / Crop.Scale * at <= _decoder.Sizes.Max)
                    break;
            }
            _faces.Suppress(_decoder.Blends);
            return Write(new FaceBox(left, top, width, height), min, max, faces);
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>The scale at which the smallest face is large enough, and faces about the expected size are well found.</summary>
    private double ScaleFor(float min, float max, int longer)
    {
        double needed = Math.Max(_decoder.Sizes.Min / min, _decoder.BestSize / Math.Sqrt((double)min * max)) * Crop.Scale;
        return Math.Min(needed, (double)(_options.InputSize ?? MaxInput) / longer);
    }

    /// <summary>Runs the network over a part of the frame.</summary>
    private void Search(FrameView frame, int left, int top, int width, int height, double scale)
    {
        int targetWidth = Math.Max(1, (int)Math.Round(width * scale)), targetHeight = Math.Max(1, (int)Math.Round(height * scale));
        _network.Resize(Whole(targetWidth), Whole(targetHeight));
        _scaler.Scale(frame, left, top, width, height, _network, targetWidth, targetHeight, _decoder.Pixels);
        _network.Run();
        // By the longer side, whose rounding matters less.
        float factor = width >= height ? (float)width / targetWidth : (float)height / targetHeight;
        _faces.Transform = (factor, left, top);
        _decoder.Read(_network, (float?)_options.MinScore ?? _decoder.MinScore, _faces);

        static int Whole(int pixels) =>
            Math.Max(FaceNetwork.MinSize, (pixels + FaceNetwork.Multiple - 1) / FaceNetwork.Multiple * FaceNetwork.Multiple);
    }

    /// <summary>Writes the faces of the right size in the region, the largest first.</summary>
    private int Write(FaceBox region, float minSize, float maxSize, Span<FaceBox> faces)
    {
        Span<FaceBox> found = _faces.Faces;
        int kept = 0;
        foreach (FaceBox candidate in found)
        {
            FaceBox face = Crop.Apply(candidate);
            if (face.CenterX >= region.X && face.CenterX <= region.X + region.Width && face.CenterY >= region.Y && face.CenterY <= region.Y + region.Height
                && MathF.Max(face.Width, face.Height) >= minSize && MathF.Min(face.Width, face.Height) <= maxSize)
            {
                found[kept++] = face;
            }
        }
        found[..kept].Sort(static (a, b) => b.Area.CompareTo(a.Area));
        kept = Math.Min(kept, faces.Length);
        found[..kept].CopyTo(faces);
        return kept;
    }
}
