using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary>A player's resting face, groups of labels and further options of streams through the C interface.</summary>
[TestClass]
public sealed unsafe class BaselineExportsTests
{
    [TestMethod]
    public void ABaselineIsCapturedSavedAndUsedAgain()
    {
        ulong recognizer = Api.Loaded(Shipped.Model), stream = Api.Opened(recognizer, new() { Window = 1, WarmUp = -1 });
        using ClipMemory clip = ClipMemory.Shipped("fear");
        Assert.AreEqual("", Baseline(stream), "none yet");
        Push(stream, clip, 0);
        Assert.AreEqual(ErrorCode.Ok, Api.CaptureBaseline(stream, 6), Api.LastError);
        bool capturing = false;
        for (int round = 1; Baseline(stream).Length == 0 && round < 20; round++)
        {
            Push(stream, clip, 4 * round);
            capturing |= ((ReadingFlags)Read(stream).Flags).HasFlag(ReadingFlags.CapturingBaseline);
        }
        Assert.IsTrue(capturing);
        string saved = Baseline(stream);
        EmotionBaseline captured = OpenHandles.Stream(stream).Stream.Baseline!;
        Assert.HasCount(7, saved.TrimEnd().Split('\n'));
        StringAssert.Contains(saved, "neutral=0\n");

        ulong next = Api.Opened(recognizer, new() { Window = 1, WarmUp = -1, Smoothing = -1 });
        Assert.AreEqual(ErrorCode.Ok, Api.SetBaseline(next, saved), Api.LastError);
        EmotionBaseline used = OpenHandles.Stream(next).Stream.Baseline!;
        CollectionAssert.AreEqual(captured.LogRatios.ToArray(), used.LogRatios.ToArray(), "to the last bit");
        Assert.AreEqual(saved, Baseline(next));
        Push(next, clip, 0);
        ReadingData rested = Read(next);
        Assert.IsTrue(OpenHandles.Stream(next).Stream.TryGetLatest(out EmotionReading latest));
        float[] corrected = latest.Raw!.Probabilities.ToArray();
        used.Apply(corrected);
        Closeness.Assert(corrected, new ReadOnlySpan<float>(rested.Probabilities, 7), 1e-5, "corrected");
        Assert.IsGreaterThan(2 * latest.Raw.Probabilities[2], rested.Probabilities[2], "the face that was captured is more of a neutral one now");
        Assert.AreEqual(ErrorCode.Ok, Api.SetBaseline(next, ""));
        Assert.AreEqual("", Baseline(next));
        Api.Close(recognizer);
    }

    [TestMethod]
    public void WhatIsNoBaselineIsRefused()
    {
        using var model = new TinyModel();
        using TinyModel other = new(labels: 3);
        ulong recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        const string Good = "happiness=-1\nsadness=-1.5\nneutral=0\nanger=2e-3\nsurprise=1\ndisgust=-4\nfear=-5\n";
        Assert.AreEqual(ErrorCode.Ok, Api.SetBaseline(stream, Good), Api.LastError);
        Assert.AreEqual(Good.Replace("2e-3", "0.002", StringComparison.Ordinal), Baseline(stream));
        Assert.AreEqual(ErrorCode.Ok, Api.SetBaseline(stream, Good.Replace("\n", "\r\n", StringComparison.Ordinal)), "as files of Windows have it");
        foreach ((string text, string words) in ((string, string)[])[
            ("happiness", "name=value"), ("=1", "name=value"), ("happiness=x\nneutral=0", "no number for 'happiness'"), ("happiness=1", "'neutral'"),
            ("happiness=1\nneutral=0", "other labels"), (Good[..^9], "other labels"), (Good.Replace("-5", "NaN", StringComparison.Ordinal), "finite"),
            (Good.Replace("fear", "fury", StringComparison.Ordinal), "other labels")])
        {
            Assert.AreEqual(ErrorCode.Argument, Api.SetBaseline(stream, text), text);
            StringAssert.Contains(Api.LastError, words);
        }
        Assert.AreNotEqual("", Baseline(stream), "an error changes nothing");
        byte* text4 = stackalloc byte[4];
        Assert.AreEqual(ErrorCode.Cut, Api.GetBaseline(stream, text4, 4));
        Assert.AreEqual(ErrorCode.Argument, Api.GetBaseline(stream, null, 4));
        foreach (double duration in (double[])[-1, double.NaN, 3601])
        {
            Assert.AreEqual(ErrorCode.Argument, Api.CaptureBaseline(stream, duration));
            StringAssert.Contains(Api.LastError, "duration is");
        }
        Api.Close(recognizer);
        ulong without = Api.Loaded(other.Path);
        Assert.AreEqual(ErrorCode.Model, Api.CaptureBaseline(Api.Opened(without), 1));
        StringAssert.Contains(Api.LastError, "'neutral'");
        Api.Close(without);
    }

    [TestMethod]
    public void LabelsCombineIntoGroups()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path), scene, stream;
        fixed (byte* map = "sadness = low, fear=low , neutral=calm\0"u8)
        {
            stream = Api.Opened(recognizer, new() { LabelMap = map, WarmUp = -1 });
            scene = Api.OpenedScene(recognizer, new() { LabelMap = map });
        }
        string[] groups = ["happiness", "low", "calm", "anger", "surprise", "disgust"];
        byte* text = stackalloc byte[8];
        foreach (ulong handle in (ulong[])[stream, scene])
        {
            CollectionAssert.AreEqual(groups, Enumerable.Range(0, 6).Select(i => Label(handle, i)).ToArray());
            Assert.AreEqual(ErrorCode.Argument, Api.GetStreamLabel(handle, 6, text, 8));
            StringAssert.Contains(Api.LastError, "numbered from 0 to 5");
            Assert.AreEqual(ErrorCode.Cut, Api.GetStreamLabel(handle, 0, text, 8));
        }
        Assert.AreEqual("sadness", Label(Api.Opened(recognizer), 1), "without groups, the model's");
        Push(stream, clip, 0);
        ReadingData reading = Read(stream);
        Assert.AreEqual(6, reading.LabelCount);
        EmotionStream same = OpenHandles.Stream(stream).Stream;
        Assert.IsTrue(same.TryGetLatest(out EmotionReading latest));
        Assert.AreEqual(latest.Raw!.Probabilities[1] + latest.Raw.Probabilities[6], reading.Probabilities[1], 0.2, "smoothed");
        Assert.AreEqual(1, new ReadOnlySpan<float>(reading.Probabilities, 6).ToArray().Sum(), 1e-5);
        Api.Close(recognizer);
    }

    [TestMethod]
    public void GroupsThatMakeNoSenseAreRefused()
    {
        using var model = new TinyModel();
        ulong recognizer = Api.Loaded(model.Path);
        foreach ((string text, string words) in ((string, string)[])[
            ("joy=glad", "'joy', which is not a label"), ("happiness", "name=value"), ("=glad", "name=value"), ("happiness=", "two groups"),
            ("happiness=a,happiness=b", "'happiness' two groups"), ("happiness=" + new string('x', 101), "longer than 100")])
        {
            fixed (byte* map = Api.Utf8(text))
            {
                StreamOptionsData options = Api.New<StreamOptionsData>() with { LabelMap = map };
                ulong made = 99;
                Assert.AreEqual(ErrorCode.Argument, Api.OpenStream(recognizer, &options, &made), text);
                StringAssert.Contains(Api.LastError, words);
            }
        }
        Api.Close(recognizer);
    }

    [TestMethod]
    public void FurtherOptionsAreThoseOfTheCSharpApi()
    {
        using var model = new TinyModel();
        ulong recognizer = Api.Loaded(model.Path);
        fixed (byte* none = "\0"u8)
        {
            EmotionStreamOptions given = OpenHandles.Stream(Api.Opened(recognizer, new() { RestartOnChange = 1, OnlyVoice = 1, Straighten = 1, LabelMap = none })).Stream.Options;
            Assert.AreEqual((true, true, true, null), (given.RestartOnChange, given.HearOnlyVoice, given.StraightenFace, given.LabelMap));
        }
        EmotionStreamOptions plain = OpenHandles.Stream(Api.Opened(recognizer)).Stream.Options;
        Assert.AreEqual(new EmotionStreamOptions(), plain);
        EmotionSceneOptions scene = OpenHandles.Scene(Api.OpenedScene(recognizer, new() { RestartOnChange = 1 }, maxPeople: 2, shareVoice: true)).Scene.Options;
        Assert.AreEqual((2, false, true), (scene.MaxPeople, scene.FindSpeaker, scene.Stream.RestartOnChange));
        scene = OpenHandles.Scene(Api.OpenedScene(recognizer)).Scene.Options;
        Assert.AreEqual((4, true, false), (scene.MaxPeople, scene.FindSpeaker, scene.Stream.RestartOnChange));
        Api.Close(recognizer);
    }

    /// <summary>Of the header before groups of labels and the rate of the model: what follows in memory is the program's own.</summary>
    [TestMethod]
    public void WhatTheStructOfAnOlderHeaderLacksIsNeitherReadNorWritten()
    {
        using var model = new TinyModel();
        ulong recognizer = Api.Loaded(model.Path), stream = 0;
        var options = new StreamOptionsData { Size = 104, OnlyVoice = 1, LabelMap = (byte*)1, RestartOnChange = 1, Reserved = 1 };
        Assert.AreEqual(ErrorCode.Ok, Api.OpenStream(recognizer, &options, &stream), Api.LastError);
        EmotionStreamOptions read = OpenHandles.Stream(stream).Stream.Options;
        Assert.AreEqual((true, false, null), (read.HearOnlyVoice, read.RestartOnChange, read.LabelMap));
        InfoData info = new InfoData { Size = 304, SampleRate = 99 };
        Assert.AreEqual(ErrorCode.Ok, Api.GetInfo(recognizer, &info), Api.LastError);
        Assert.AreEqual((304u, 7, 99), (info.Size, info.LabelCount, info.SampleRate));
        options = Api.New<StreamOptionsData>() with { Reserved = 1 };
        Assert.AreEqual(ErrorCode.Argument, Api.OpenStream(recognizer, &options, &stream));
        StringAssert.Contains(Api.LastError, "mmadfer_stream_options.reserved");
        Api.Close(recognizer);
    }

    [TestMethod]
    public void StatisticsTellWhatBecameOfThePushes()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        Push(stream, clip, 10);
        Assert.AreEqual(ErrorCode.Ok, Api.PushFrame(stream, clip.Frames, 13.9), "not later than the one before");
        float bad = float.NaN;
        Assert.AreEqual(ErrorCode.Ok, Api.PushAudio(stream, &bad, 1, 16000, 1, 14.5));
        Push(stream, clip, 0);
        var counts = Api.New<StatisticsData>();
        Assert.AreEqual(ErrorCode.Ok, Api.GetStatistics(stream, &counts), Api.LastError);
        EmotionStreamStatistics same = OpenHandles.Stream(stream).Stream.Statistics;
        Assert.AreEqual((uint)sizeof(StatisticsData), counts.Size);
        Assert.AreEqual((same.FramesPushed, same.FramesKept, same.FramesLate, same.FramesDropped), (counts.FramesPushed, counts.FramesKept, counts.FramesLate, counts.FramesDropped));
        Assert.AreEqual((same.Readings, same.Failures, same.Restarts, same.BadSamples), (counts.Readings, counts.Failures, counts.Restarts, counts.BadSamples));
        Assert.AreEqual((81L, 1L, 1L, 1L), (counts.FramesPushed, counts.FramesLate, counts.Restarts, counts.BadSamples));
        Assert.IsGreaterThan(0, counts.Readings);
        Assert.AreEqual(same.AudioAhead.TotalSeconds, counts.AudioAhead);
        Assert.AreEqual(ErrorCode.Argument, Api.GetStatistics(stream, null));
        Assert.AreEqual(ErrorCode.Handle, Api.GetStatistics(recognizer, &counts));
        Api.Close(recognizer);
    }

    /// <summary>Pushes the clip over and over, four seconds in all.</summary>
    private static void Push(ulong stream, ClipMemory clip, double start)
    {
        ClipData data = clip.Data;
        int block = (int)(data.SampleCount / data.FrameCount);
        for (int i = 0; i < 40; i++)
        {
            double time = start + (i / 10.0);
            int at = i % data.FrameCount;
            Assert.AreEqual(ErrorCode.Ok, Api.PushFrame(stream, clip.Frames + at, time), Api.LastError);
            Assert.AreEqual(ErrorCode.Ok, Api.PushAudio(stream, data.Samples + (at * block), block, data.SampleRate, 1, time), Api.LastError);
            Wait.UntilIdle(OpenHandles.Stream(stream).Stream);
        }
    }

    private static ReadingData Read(ulong stream)
    {
        var reading = Api.New<ReadingData>();
        Assert.AreEqual(ErrorCode.Ok, Api.Poll(stream, &reading), Api.LastError);
        return reading;
    }

    private static string Baseline(ulong stream)
    {
        byte* text = stackalloc byte[1024];
        Assert.AreEqual(ErrorCode.Ok, Api.GetBaseline(stream, text, 1024), Api.LastError);
        return Text.Read(text)!;
    }

    private static string Label(ulong stream, int label)
    {
        byte* text = stackalloc byte[Labels.MaxLength];
        Assert.AreEqual(ErrorCode.Ok, Api.GetStreamLabel(stream, label, text, Labels.MaxLength), Api.LastError);
        return Text.Read(text)!;
    }
}
