using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native.Tests;

[TestClass]
public sealed unsafe class RecognizerExportsTests
{
    [TestMethod]
    [DataRow("fear")]
    [DataRow("happiness")]
    [DataRow("surprise")]
    public void RecognisesAsCSharpDoes(string emotion)
    {
        using EmotionRecognizer expected = EmotionRecognizer.Load(Shipped.Model, new() { Engine = new Engines.CpuEngine(1) });
        using IFrameSource frames = FrameSource.Open(Shipped.Face(emotion));
        using IAudioSource audio = AudioSource.Open(Shipped.Voice(emotion));
        EmotionPrediction wanted = expected.Recognize(frames, audio);

        using ClipMemory clip = ClipMemory.Shipped(emotion);
        ulong recognizer = Api.Loaded(Shipped.Model);
        var prediction = New<PredictionData>();
        Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, clip.Pointer, &prediction), Api.LastError);
        Assert.AreEqual(ErrorCode.Ok, Api.Close(recognizer));
        Assert.AreEqual(emotion, wanted.Labels[prediction.Label]);
        Assert.AreEqual(wanted.Labels.Count, prediction.LabelCount);
        Assert.AreEqual(wanted.Confidence, prediction.Confidence);
        Assert.AreEqual((1, 1), (prediction.HasFrames, prediction.HasAudio));
        Assert.AreEqual(wanted.End.TotalSeconds, prediction.End, 1e-9);
        Closeness.Assert(wanted.Probabilities, new ReadOnlySpan<float>(prediction.Probabilities, prediction.LabelCount), 0, emotion);
    }

    [TestMethod]
    public void OneSenseMayBeMissing()
    {
        using var model = new SmallModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path);
        foreach ((int frames, long samples) in ((int, long)[])[(0, 1600), (4, 0), (4, 100)])
        {
            ClipData data = clip.Data with { FrameCount = frames, SampleCount = samples };
            var prediction = New<PredictionData>();
            Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, &data, &prediction), Api.LastError);
            Assert.AreEqual((frames > 0 ? 1 : 0, samples >= 400 ? 1 : 0), (prediction.HasFrames, prediction.HasAudio));
            Assert.AreEqual(1f, Sum(prediction), 1e-5);
        }
        Api.Close(recognizer);
    }

    [TestMethod]
    public void LoadsFromMemory()
    {
        byte[] bytes = File.ReadAllBytes(Shipped.Model);
        ulong recognizer = 0;
        fixed (byte* data = bytes)
        {
            Assert.AreEqual(ErrorCode.Ok, Api.LoadMemory(data, (nuint)bytes.Length, null, &recognizer), Api.LastError);
            ulong none = 99;
            Assert.AreEqual(ErrorCode.Model, Api.LoadMemory(data, (nuint)bytes.Length / 2, null, &none), "a file cut short");
            Assert.AreEqual(ErrorCode.Argument, Api.LoadMemory(data, 0, null, &none));
            Assert.AreEqual(ErrorCode.Argument, Api.LoadMemory(null, 100, null, &none));
            Assert.AreEqual(ErrorCode.Argument, Api.LoadMemory(data, nuint.MaxValue, null, &none));
            Assert.AreEqual(ErrorCode.Argument, Api.LoadMemory(data, (nuint)bytes.Length, null, null));
            Assert.AreEqual(99ul, none);
        }
        // Not needed any more.
        Array.Clear(bytes);
        using ClipMemory clip = ClipMemory.Shipped("fear");
        var prediction = New<PredictionData>();
        Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, clip.Pointer, &prediction), Api.LastError);
        Assert.IsGreaterThan(0.9f, prediction.Confidence);
        Assert.AreEqual(ErrorCode.Ok, Api.Close(recognizer));
    }

    [TestMethod]
    public void TellsWhatWasLoaded()
    {
        ulong recognizer = Api.Loaded(Shipped.Model);
        var info = New<InfoData>();
        Assert.AreEqual(ErrorCode.Ok, Api.GetInfo(recognizer, &info), Api.LastError);
        Assert.AreEqual((uint)sizeof(InfoData), info.Size);
        Assert.AreEqual((7, 1), (info.LabelCount, info.IsTrained));
        Assert.AreEqual("cpu", Text.Read(info.Engine));
        StringAssert.Contains(Text.Read(info.Description)!, "1 thread, float32");
        byte* text = stackalloc byte[304];
        Assert.AreEqual(ErrorCode.Ok, Api.GetLabel(recognizer, 6, text, 304));
        Assert.AreEqual("fear", Text.Read(text));
        Assert.AreEqual(ErrorCode.Cut, Api.GetLabel(recognizer, 6, text, 3));
        Assert.AreEqual("fe", Text.Read(text));
        Assert.AreEqual(ErrorCode.Argument, Api.GetLabel(recognizer, 7, text, 304));
        StringAssert.Contains(Api.LastError, "labels from 0 to 6");
        Assert.AreEqual(ErrorCode.Argument, Api.GetLabel(recognizer, -1, text, 304));
        Assert.AreEqual(ErrorCode.Argument, Api.GetLabel(recognizer, 0, null, 304));
        Assert.AreEqual(ErrorCode.Ok, Api.GetEngines(recognizer, text, 304));
        StringAssert.StartsWith(Text.Read(text)!, "cpu: InUse");
        Api.Close(recognizer);
    }

    [TestMethod]
    public void OptionsThatMakeNoSenseAreNamed()
    {
        fixed (byte* engine = "warp"u8)
        {
            OptionsData[] options =
            [
                new() { Threads = -1 }, new() { Threads = 257 }, new() { Threads = int.MinValue }, new() { MaxBatch = 33 }, new() { MaxBatch = -1 },
                new() { Engine = engine },
            ];
            string[] words = ["threads", "threads", "threads", "max_batch", "max_batch", "warp"];
            for (int i = 0; i < options.Length; i++)
            {
                ErrorCode code = Api.Load(Shipped.Model, options[i] with { Size = (uint)sizeof(OptionsData) }, out ulong handle);
                Assert.AreEqual(i < 5 ? ErrorCode.Argument : ErrorCode.Engine, code);
                StringAssert.Contains(Api.LastError, words[i]);
                Assert.AreEqual(0ul, handle);
            }
        }
    }

    [TestMethod]
    public void AFileThatIsNoModelIsOneSentence()
    {
        foreach (string path in (string[])["/no/such/file", Shipped.Voice("fear")])
        {
            Assert.AreEqual(ErrorCode.Model, Api.Load(path, null, out ulong handle));
            StringAssert.Contains(Api.LastError, Path.GetFileName(path));
            Assert.DoesNotContain('\n', Api.LastError);
            Assert.AreEqual(0ul, handle);
        }
        Assert.AreEqual(ErrorCode.Argument, Api.Load(null, null, out _));
        Assert.AreEqual(ErrorCode.Argument, Api.Load("", null, out _));
        fixed (byte* path = "x\0"u8)
            Assert.AreEqual(ErrorCode.Argument, Api.Load(path, null, null));
    }

    [TestMethod]
    public void MoreLabelsThanThereIsRoomForAreRefused()
    {
        using SmallModel most = new(labels: Labels.Most), many = new(labels: Labels.Most + 1);
        Api.Close(Api.Loaded(most.Path));
        Assert.AreEqual(ErrorCode.Model, Api.Load(many.Path, null, out ulong handle));
        StringAssert.Contains(Api.LastError, "33 labels");
        Assert.AreEqual(0ul, handle);
    }

    [TestMethod]
    public void AdaptersThatDoNotFitLeaveTheModel()
    {
        ulong recognizer = Api.Loaded(Shipped.Model);
        Assert.AreEqual(ErrorCode.Model, Api.SetAdapter(recognizer, "/no/such/file"));
        Assert.AreEqual(ErrorCode.Model, Api.SetAdapter(recognizer, Shipped.Model));
        Assert.AreEqual(ErrorCode.Argument, Api.SetAdapter(recognizer, ""));
        Assert.AreEqual(ErrorCode.Ok, Api.SetAdapter(recognizer, null), Api.LastError);
        using ClipMemory clip = ClipMemory.Shipped("happiness");
        var prediction = New<PredictionData>();
        Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, clip.Pointer, &prediction));
        Assert.AreEqual(0, prediction.Label);
        Api.Close(recognizer);
    }

    [TestMethod]
    public void ClipsThatMakeNoSenseAreErrorsAndWriteNothing()
    {
        using var model = new SmallModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path);
        ClipData good = clip.Data;
        (ClipData Clip, ErrorCode Code, string Words)[] cases =
        [
            (good with { FrameCount = -1 }, ErrorCode.Argument, "frame_count"),
            (good with { Frames = null }, ErrorCode.Argument, "frames"),
            (good with { Samples = null }, ErrorCode.Argument, "samples"),
            (good with { SampleCount = -1 }, ErrorCode.Argument, "sample_count"),
            (good with { SampleCount = long.MaxValue }, ErrorCode.Argument, "sample_count"),
            (good with { SampleRate = 0 }, ErrorCode.Argument, "sample_rate"),
            (good with { SampleRate = 99 }, ErrorCode.Argument, "sample_rate"),
            (good with { Channels = -1 }, ErrorCode.Argument, "channels"),
            (good with { Channels = 3 }, ErrorCode.Argument, "channels"),
            (good with { FramesPerSecond = double.NaN }, ErrorCode.Argument, "frames_per_second"),
            (good with { FramesPerSecond = -1 }, ErrorCode.Argument, "frames_per_second"),
            (good with { FrameCount = 0, SampleCount = 0 }, ErrorCode.Argument, "neither"),
            (good with { Size = 0 }, ErrorCode.Argument, "sizeof(mmadfer_clip)"),
            (good with { Size = good.Size - 8 }, ErrorCode.Argument, "sizeof(mmadfer_clip)"),
        ];
        foreach ((ClipData data, ErrorCode code, string words) in cases)
        {
            ClipData given = data;
            var prediction = New<PredictionData>();
            Assert.AreEqual(code, Api.Recognize(recognizer, &given, &prediction), words);
            StringAssert.Contains(Api.LastError, words);
            Assert.AreEqual(New<PredictionData>(), prediction, "untouched");
        }
        good.Samples[7] = float.NaN;
        var untouched = New<PredictionData>();
        Assert.AreEqual(ErrorCode.Media, Api.Recognize(recognizer, &good, &untouched));
        StringAssert.Contains(Api.LastError, "sample 8 is not a number");
        good.Samples[7] = 0;
        Assert.AreEqual(ErrorCode.Argument, Api.Recognize(recognizer, &good, null));
        Assert.AreEqual(ErrorCode.Argument, Api.Recognize(recognizer, null, &untouched));
        Api.Close(recognizer);
    }

    [TestMethod]
    public void PicturesThatMakeNoSenseAreErrors()
    {
        using var model = new SmallModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path);
        FrameData good = clip.Frames[2];
        (FrameData Frame, ErrorCode Code, string Words)[] cases =
        [
            (good with { Pixels = null }, ErrorCode.Argument, "pixels"),
            (good with { Format = 9 }, ErrorCode.Argument, "format"),
            (good with { Format = -1 }, ErrorCode.Argument, "format"),
            (good with { Width = 0 }, ErrorCode.Argument, "0 x 20"),
            (good with { Height = -20 }, ErrorCode.Argument, "20 x -20"),
            (good with { Width = int.MaxValue, Height = int.MaxValue }, ErrorCode.Argument, "32768"),
            (good with { Stride = 59 }, ErrorCode.Media, "stride"),
            (good with { Stride = int.MaxValue }, ErrorCode.Argument, "stride"),
            (good with { Stride = int.MinValue }, ErrorCode.Argument, "stride"),
            (good with { Face = 1 }, ErrorCode.Argument, "face"),
            (good with { Reserved = 1 }, ErrorCode.Argument, "reserved"),
            (good with { Size = 0 }, ErrorCode.Argument, "size"),
            (good with { Size = uint.MaxValue }, ErrorCode.Argument, "size"),
        ];
        foreach ((FrameData frame, ErrorCode code, string words) in cases)
        {
            clip.Frames[2] = frame;
            var prediction = New<PredictionData>();
            Assert.AreEqual(code, Api.Recognize(recognizer, clip.Pointer, &prediction), words);
            StringAssert.Contains(Api.LastError, words);
        }
        clip.Frames[2] = good;
        var answer = New<PredictionData>();
        Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, clip.Pointer, &answer), Api.LastError);
        Api.Close(recognizer);
    }

    [TestMethod]
    public void HandlesThatAreNotOpenAreErrors()
    {
        using var model = new SmallModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong closed = Api.Loaded(model.Path), recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        Assert.AreEqual(ErrorCode.Ok, Api.Close(closed));
        Assert.AreEqual(ErrorCode.Handle, Api.Close(closed), "closed twice");
        byte* text = stackalloc byte[8];
        foreach (ulong bad in (ulong[])[0, 1, ulong.MaxValue, closed, stream])
        {
            var prediction = New<PredictionData>();
            var info = New<InfoData>();
            ulong made = 99;
            Assert.AreEqual(ErrorCode.Handle, Api.Recognize(bad, clip.Pointer, &prediction));
            Assert.AreEqual(ErrorCode.Handle, Api.GetInfo(bad, &info));
            Assert.AreEqual(ErrorCode.Handle, Api.GetLabel(bad, 0, text, 8));
            Assert.AreEqual(ErrorCode.Handle, Api.GetEngines(bad, text, 8));
            Assert.AreEqual(ErrorCode.Handle, Api.SetAdapter(bad, null));
            Assert.AreEqual(ErrorCode.Handle, Api.OpenStream(bad, null, &made));
            Assert.AreEqual(99ul, made);
        }
        StringAssert.Contains(Api.LastError, "not that of a recognizer");
        Assert.AreEqual(ErrorCode.Ok, Api.Close(0), "no handle is nothing to close");
        Assert.AreEqual(ErrorCode.Ok, Api.Close(recognizer));
    }

    [TestMethod]
    public void WhatANewerProgramDoesNotUseIsNoError()
    {
        using var model = new SmallModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path);
        byte* bytes = stackalloc byte[sizeof(PredictionData) + 16];
        new Span<byte>(bytes, sizeof(PredictionData) + 16).Fill(0xee);
        *(uint*)bytes = (uint)sizeof(PredictionData) + 8;
        byte* given = stackalloc byte[sizeof(ClipData) + 8];
        *(ClipData*)given = clip.Data with { Size = (uint)sizeof(ClipData) + 8 };
        *(ulong*)(given + sizeof(ClipData)) = 0;
        Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, (ClipData*)given, (PredictionData*)bytes), Api.LastError);
        Assert.AreEqual((uint)sizeof(PredictionData) + 8, *(uint*)bytes);
        Assert.AreEqual(0ul, *(ulong*)(bytes + sizeof(PredictionData)), "unknown fields are zero");
        Assert.AreEqual(0xeeeeeeeeeeeeeeee, *(ulong*)(bytes + sizeof(PredictionData) + 8), "nothing is written beyond");
        *(ulong*)(given + sizeof(ClipData)) = 1;
        Assert.AreEqual(ErrorCode.Argument, Api.Recognize(recognizer, (ClipData*)given, (PredictionData*)bytes));
        StringAssert.Contains(Api.LastError, "newer");
        Api.Close(recognizer);
    }

    private static T New<T>()
        where T : unmanaged, ISized
    {
        T value = default;
        *(uint*)&value = (uint)sizeof(T);
        return value;
    }

    private static float Sum(PredictionData prediction)
    {
        float sum = 0;
        for (int i = 0; i < Labels.Most; i++)
            sum += prediction.Probabilities[i];
        return sum;
    }
}
