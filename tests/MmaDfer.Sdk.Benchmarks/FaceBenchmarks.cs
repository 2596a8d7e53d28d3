using BenchmarkDotNet.Attributes;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Faces.Pixels;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// Faces in a swaying 1280 x 720 BGRA picture of three people, one thread: the whole picture searched, beside OpenCV on the same
/// grey picture with the same least size, and followed at 30 pictures a second with the tracker's defaults. Each also prints its
/// processor time, which counts where the machine is busy.
/// </summary>
[InProcess]
[WarmupCount(3)]
[IterationCount(5)]
[MemoryDiagnoser]
public class FaceBenchmarks
{
    private const int Width = 1280, Height = 720, Margin = 40, Rate = 30, Stride = 4 * (Width + (2 * Margin));

    private readonly FaceBox[] _faces = new FaceBox[16];
    private byte[] _picture = [];
    private CascadeFaceFinder _finder = null!;
    private FaceTracker _tracker = null!;
    private OpenCvPeer _peer = null!;
    private int _frame;

    [Params(FacePhotographs.Haar, FacePhotographs.Lbp)]
    public string Cascade { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("family");
        var resize = new BilinearResize(Width + (2 * Margin), Height + (2 * Margin));
        byte[] large = new byte[resize.TargetBytes];
        resize.Resize(new FrameView(rgb, width, height, PixelLayout.Rgb24), large);
        _picture = new byte[large.Length / 3 * 4];
        for (int i = 0; i < large.Length / 3; i++)
            (_picture[4 * i], _picture[(4 * i) + 1], _picture[(4 * i) + 2]) = (large[(3 * i) + 2], large[(3 * i) + 1], large[3 * i]);
        string cascade = FacePhotographs.Cascade(Cascade);
        // The sizes that OpenCV is asked for.
        var options = new CascadeFaceFinderOptions { MinShare = 0.1, BoxScale = 1 };
        _finder = new CascadeFaceFinder(cascade, options);
        _tracker = new FaceTracker(new CascadeFaceFinder(cascade, options));
        var gray = new GrayFrame();
        gray.Load(View(0), 0, 0, Width, Height);
        _peer = new OpenCvPeer(gray.Pixels[..(Width * Height)].ToArray(), Width, Height, cascade, Height / 10);
        int found = SearchWholePicture(), theirs = _peer.Search().Faces;
        if (found != theirs)
            throw new InvalidOperationException($"{found} faces, but OpenCV finds {theirs}.");
    }

    [Benchmark(Baseline = true)]
    public int PeerOpenCv() => _peer.Search().Faces;

    [Benchmark]
    public int SearchWholePicture() => _finder.Find(View(0), _faces);

    /// <summary>Two seconds of pictures; the figure is that of one.</summary>
    [Benchmark(OperationsPerInvoke = 2 * Rate)]
    public int FollowOnePicture()
    {
        int seen = 0;
        for (int i = 0; i < 2 * Rate; i++, _frame++)
            seen += _tracker.Update(View(_frame), TimeSpan.FromSeconds((double)_frame / Rate)).Length;
        return seen;
    }

    [GlobalCleanup]
    public void ProcessorTime()
    {
        const int repeats = 20;
        TimeSpan peer = TimeSpan.Zero;
        for (int i = 0; i < repeats; i++)
            peer += _peer.Search().Processor;
        _peer.Dispose();
        Console.WriteLine($"// Processor time, {Cascade}: OpenCV {peer.TotalMilliseconds / repeats:F2} ms, "
            + $"search {Spent(() => SearchWholePicture()) / repeats:F2} ms, follow {Spent(() => FollowOnePicture()) / repeats / (2 * Rate):F2} ms a picture");

        static double Spent(Action action)
        {
            // Compiled to the end before it counts.
            for (int i = 0; i < repeats; i++)
                action();
            TimeSpan start = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < repeats; i++)
                action();
            return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        }
    }

    private FrameView View(int frame)
    {
        int left = Margin + (int)(Margin * Math.Sin(frame * 0.1)), top = Margin + (int)(Margin * Math.Sin(frame * 0.07));
        return new FrameView(_picture.AsSpan((top * Stride) + (4 * left)), Width, Height, PixelLayout.Bgra32, Stride);
    }
}
