using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Faces;

/// <summary>Opens and makes face finders.</summary>
public static class FaceFinder
{
    /// <summary>Name of the face model beside a program.</summary>
    internal const string DefaultFile = "face.onnx";

    /// <summary>Default of the least size: 24 pixels of 640 x 480, so that a robot still sees a head at three metres.</summary>
    internal const double DefaultMinShare = 0.05;

    private const string Wanted = "a face model is needed: YuNet or BlazeFace (.onnx), or a cascade of OpenCV (.xml)";

    /// <summary>A finder for frames that show only a face: its box is the whole frame. Safe on any number of threads.</summary>
    public static IFaceFinder WholeFrame { get; } = new WholeFrameFinder();

    /// <summary>
    /// Opens the face model that comes with the package <c>MmaDfer.FaceModel</c>: <c>face.onnx</c> (BlazeFace) in the folder of the program.
    /// Each finder is for one thread at a time and one stream or tracker.
    /// </summary>
    /// <param name="minShare">Minimum width and height of a face as a share of the frame's shorter side, 0 to 1.</param>
    /// <exception cref="ModelFileException">The file is missing or damaged.</exception>
    public static IFaceFinder Default(double minShare = DefaultMinShare) => Default(AppContext.BaseDirectory, minShare);

    /// <summary>
    /// Opens a face model. The content tells its kind: a network, YuNet (n or s) or BlazeFace (128 or 256) as ONNX file, becomes a
    /// <see cref="NeuralFaceFinder"/>; a cascade of OpenCV, an XML file, a <see cref="CascadeFaceFinder"/>. Their constructors have more options.
    /// Each finder is for one thread at a time and one stream or tracker.
    /// </summary>
    /// <param name="path">The file. It is read at once and not kept open.</param>
    /// <param name="minShare">Minimum width and height of a face as a share of the frame's shorter side, 0 to 1.</param>
    /// <exception cref="ModelFileException">The file is missing, damaged or no such face model.</exception>
    public static IFaceFinder Open(string path, double minShare = DefaultMinShare)
    {
        ArgumentNullException.ThrowIfNull(path);
        CheckShare(minShare);
        return FaceModelFile.Open(path, Wanted, static (file, _) => KindOf(file)) switch
        {
            Kind.Network => new NeuralFaceFinder(path, new() { MinShare = minShare }),
            Kind.Cascade => new CascadeFaceFinder(path, new() { MinShare = minShare }),
            _ => throw new ModelFileException($"{Printable.Path(path)}: is not a face model; {Wanted}."),
        };
    }

    /// <summary>
    /// Makes a finder of a function, for programs that know where the face is (a game engine, the SDK of a camera) or have a face
    /// detector of their own. It may be used by as many threads at once as the function.
    /// </summary>
    /// <param name="find">Does the same as <see cref="IFaceFinder.Find(FrameView, Span{FaceBox})"/>.</param>
    public static IFaceFinder Create(Func<FrameView, Span<FaceBox>, int> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        return new FunctionFinder(find);
    }

    /// <summary>Opens the face model in a folder.</summary>
    internal static IFaceFinder Default(string folder, double minShare)
    {
        CheckShare(minShare);
        string path = Path.Combine(folder, DefaultFile);
        return File.Exists(path) ? Open(path, minShare) : throw new ModelFileException(
            $"There is no face model {Printable.Path(path)}; reference the package MmaDfer.FaceModel, which puts it there (in a checkout of the SDK, run packaging/face-model and build again), or name a face model of your own.");
    }

    private static void CheckShare(double minShare)
    {
        if (!(minShare is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(minShare), minShare, "The minimum share must be between 0 and 1.");
    }

    private static Kind KindOf(Stream file)
    {
        Span<byte> head = stackalloc byte[64];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        // The first field of ONNX files is the version of the format. In XML, a byte order mark, spaces and the zeros of UTF-16 may come before '<'.
        return head is [0x08, ..] ? Kind.Network
            : head.TrimStart((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0, (byte)' ', (byte)'\t', (byte)'\r', (byte)'\n']) is [(byte)'<', ..] ? Kind.Cascade
            : Kind.Unknown;
    }

    private enum Kind
    {
        Unknown,
        Network,
        Cascade,
    }
}

/// <inheritdoc cref="FaceFinder.WholeFrame"/>
internal sealed class WholeFrameFinder : IFaceFinder
{
    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        if (faces.IsEmpty || frame.Width == 0)
            return 0;
        faces[0] = new FaceBox(0, 0, frame.Width, frame.Height);
        return 1;
    }
}

/// <inheritdoc cref="FaceFinder.Create"/>
internal sealed class FunctionFinder(Func<FrameView, Span<FaceBox>, int> find) : IFaceFinder
{
    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        int count = find(frame, faces);
        return count >= 0 && count <= faces.Length
            ? count
            : throw new InvalidOperationException(
                $"The function of {nameof(FaceFinder)}.{nameof(FaceFinder.Create)} returned {count} faces, but had room for {faces.Length}; it must return how many it wrote.");
    }
}
