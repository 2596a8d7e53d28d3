using BenchmarkDotNet.Attributes;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Neural;
using MmaDfer.Sdk.Faces.Pixels;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// Face networks on one thread: the graph alone at the size of its file, beside ONNX Runtime; a swaying 1280 x 720 BGRA frame of four
/// people searched at 320 pixels and at the finder's own choice, beside OpenCV's Haar cascade (least face: a tenth of the frame); the same
/// followed at 30 frames a second with the tracker's defaults; the file loaded.
/// </summary>
[InProcess]
[WarmupCount(3)]
[IterationCount(7)]
[MemoryDiagnoser]
public class NeuralFaceBenchmarks
{
    private const int Width = 1280, Height = 720, Margin = 40, Rate = 30, Stride = 4 * (Width + (2 * Margin));

    private readonly FaceBox[] _faces = new FaceBox[16];
    private byte[] _pixels = [];
    private string _path = "";
    private FaceNetwork _network = null!;
    private FaceModelPeer _peer = null!;
    private OpenCvPeer _cascade = null!;
    private NeuralFaceFinder _at320 = null!, _finder = null!;
    private FaceTracker _tracker = null!;
    private int _frame;

    [Params(FaceModels.YuNetN, FaceModels.YuNetS, FaceModels.BlazeFace)]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _path = FaceModels.Path(Model);
        byte[] model = File.ReadAllBytes(_path);
        GraphFile file = GraphFile.Read(model);
        _peer = new FaceModelPeer(model, file.Inputs[0], file.Outputs);
        _network = FaceNetworkFile.Read(_path).Network;
        int size = (int)file.Inputs[0].Value[2];
        _network.Resize(size, size);
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        var resize = new BilinearResize(Width + (2 * Margin), Height + (2 * Margin));
        byte[] large = new byte[resize.TargetBytes];
        resize.Resize(new FrameView(rgb, width, height, PixelLayout.Rgb24), large);
        _pixels = new byte[large.Length / 3 * 4];
        new FrameView(large, Width + (2 * Margin), Height + (2 * Margin), PixelLayout.Rgb24).CopyTo(_pixels, PixelLayout.Bgra32);
        byte[] gray = new byte[Width * Height];
        FrameView view = View(0);
        var rows = new GrayRows();
        for (int y = 0; y < Height; y++)
            rows.Read(view, y, 0, gray.AsSpan(y * Width, Width));
        _cascade = new OpenCvPeer(gray, Width, Height, FacePhotographs.Cascade(FacePhotographs.Haar), Height / 10);
        (_at320, _finder) = (new NeuralFaceFinder(_path, new() { InputSize = 320 }), new NeuralFaceFinder(_path));
        _tracker = new FaceTracker(new NeuralFaceFinder(_path));
        if (SearchAt320() != 4 || SearchFrame() != 4)
            throw new InvalidOperationException($"{SearchAt320()} and {SearchFrame()} faces, but there are 4.");
    }

    [Benchmark(Baseline = true)]
    public void GraphOnnxRuntime() => _peer.Run();

    [Benchmark]
    public void Graph() => _network.Run();

    [Benchmark]
    public int PeerOpenCvHaar() => _cascade.Search().Faces;

    [Benchmark]
    public int SearchAt320() => _at320.Find(View(0), _faces);

    [Benchmark]
    public int SearchFrame() => _finder.Find(View(0), _faces);

    /// <summary>Two seconds of frames; the figure is that of one.</summary>
    [Benchmark(OperationsPerInvoke = 2 * Rate)]
    public int FollowOneFrame()
    {
        int seen = 0;
        for (int i = 0; i < 2 * Rate; i++, _frame++)
            seen += _tracker.Update(View(_frame), TimeSpan.FromSeconds((double)_frame / Rate)).Length;
        return seen;
    }

    [Benchmark]
    public NeuralFaceFinder Load() => new(_path);

    [GlobalCleanup]
    public void Cleanup()
    {
        _peer.Dispose();
        _cascade.Dispose();
    }

    private FrameView View(int frame)
    {
        int left = Margin + (int)(Margin * Math.Sin(frame * 0.1)), top = Margin + (int)(Margin * Math.Sin(frame * 0.07));
        return new FrameView(_pixels.AsSpan((top * Stride) + (4 * left)), Width, Height, PixelLayout.Bgra32, Stride);
    }
}
