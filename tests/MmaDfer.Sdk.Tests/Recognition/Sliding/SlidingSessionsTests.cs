using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Recognition.Sliding;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Network.Sliding;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Recognition.Sliding;

[TestClass]
public sealed class SlidingSessionsTests
{
    private static readonly MmaDferConfig s_config = TinyVariants.Config(TinyVariants.Published);
    private static readonly int s_frame = 3 * s_config.ImageSize * s_config.ImageSize;

    private readonly MemoryWeights _weights = TinyVariants.Weights(s_config);
    private readonly float[] _frames = Values("frames", 16 * s_frame), _audio = Values("audio", 512 * 128);
    private Session _whole = null!;
    private SlidingSessions _parts = null!;
    private float[] _expected = [];

    [TestInitialize]
    public void Prepare()
    {
        var network = new MmaDferNetwork(s_config, _weights);
        _whole = new CpuEngine(2).Prepare(ops => network.Build(ops, 1));
        _parts = new SlidingSessions(_whole, new SlidingNetwork(s_config, _weights));
        _expected = Exactly(_frames, _audio);
    }

    [TestCleanup]
    public void Dispose()
    {
        _parts.Dispose();
        _whole.Dispose();
    }

    [TestMethod]
    public void AWholeWindowGivesTheLogitsOfTheNetwork()
    {
        SlidingWindow window = Started();
        Closeness.Assert(_expected, _parts.Decide(window), 1e-5, "whole window");
    }

    [TestMethod]
    public void WithoutNewInputThePartsGiveTheLogitsOfTheNetwork()
    {
        SlidingWindow window = Started();
        for (int frame = 0; frame < MmaDferConfig.Frames; frame++)
            Add(window, _frames.AsSpan(frame * s_frame, s_frame));
        Closeness.Assert(_expected, _parts.Decide(window), 1e-5, "frames alone");
        _audio.CopyTo(_parts.Audio);
        _parts.SetAudio(window, TimeSpan.Zero);
        Closeness.Assert(_expected, _parts.Decide(window), 1e-5, "the voice too");
    }

    [TestMethod]
    public void ANewFrameReplacesTheOldest()
    {
        float[] next = Values("next", s_frame), slid = [.. _frames.AsSpan(s_frame), .. next];
        SlidingWindow window = Started();
        Add(window, next);
        float[] approximate = _parts.Decide(window).ToArray(), exact = Exactly(slid, _audio);
        // What it hears is of the window before.
        Assert.IsGreaterThan(1e-4, Distance(approximate, exact));
        Assert.IsGreaterThan(1e-4, Distance(approximate, _expected));
        // Computed again and again from each other, the parts of the same window agree with the whole of it.
        for (int round = 0; round < 8; round++)
        {
            for (int frame = 0; frame < MmaDferConfig.Frames; frame++)
                Add(window, slid.AsSpan(frame * s_frame, s_frame));
            _audio.CopyTo(_parts.Audio);
            _parts.SetAudio(window, TimeSpan.Zero);
        }
        Closeness.Assert(exact, _parts.Decide(window), 2e-5, "settled");
    }

    [TestMethod]
    public void OnlyThePublishedFusionCanBeCut()
    {
        foreach (string name in TinyVariants.Names)
            Assert.AreEqual(
                name is TinyVariants.Published or TinyVariants.NoPrompts or TinyVariants.TwelveUpdates, SlidingNetwork.Fits(TinyVariants.Config(name)), name);
    }

    [TestMethod]
    public void RunsAllocateNothing()
    {
        SlidingWindow window = Started();
        Assert.AreEqual(0, Allocation.Least(() =>
        {
            for (int i = 0; i < 5; i++)
            {
                _parts.AddFrame(window);
                _parts.SetAudio(window, TimeSpan.Zero);
                _parts.Decide(window);
            }
        }));
    }

    private SlidingWindow Started()
    {
        var window = new SlidingWindow();
        _frames.CopyTo(_parts.AllFrames);
        _audio.CopyTo(_parts.FirstAudio);
        _parts.Start(window, TimeSpan.Zero);
        return window;
    }

    private void Add(SlidingWindow window, ReadOnlySpan<float> frame)
    {
        frame.CopyTo(_parts.OneFrame);
        _parts.AddFrame(window);
    }

    private float[] Exactly(ReadOnlySpan<float> frames, ReadOnlySpan<float> audio)
    {
        frames.CopyTo(_whole.Input(MmaDferNetwork.FramesInput));
        audio.CopyTo(_whole.Input(MmaDferNetwork.AudioInput));
        _whole.Run();
        return _whole.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double largest = 0;
        for (int i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }

    private static float[] Values(string name, int count)
    {
        float[] values = new float[count];
        HashedTensors.Uniform("sliding." + name, 0, values);
        return values;
    }
}
