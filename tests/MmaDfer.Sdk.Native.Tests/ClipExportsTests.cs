using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary><c>mmadfer_recognize</c>: clips in memory.</summary>
[TestClass]
public sealed unsafe class ClipExportsTests
{
    [TestMethod]
    [DataRow("fear")]
    [DataRow("happiness")]
    [DataRow("surprise")]
    public void GivesThePredictionOfTheCSharpApi(string emotion)
    {
        using EmotionRecognizer expected = EmotionRecognizer.Load(Shipped.Model, new() { Engine = new Engines.CpuEngine(1) });
        using IFrameSource frames = FrameSource.Open(Shipped.Face(emotion));
        using IAudioSource audio = AudioSource.Open(Shipped.Voice(emotion));
        EmotionPrediction wanted = expected.Recognize(frames, audio);

        using ClipMemory clip = ClipMemory.Shipped(emotion);
        ulong recognizer = Api.Loaded(Shipped.Model);
        var prediction = Api.New<PredictionData>();
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
    public void FramesOrAudioMayBeMissing()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path);
        foreach ((int frames, long samples) in ((int, long)[])[(0, 1600), (4, 0), (4, 100)])
        {
            ClipData data = clip.Data with { FrameCount = frames, SampleCount = samples };
            var prediction = Api.New<PredictionData>();
            Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, &data, &prediction), Api.LastError);
            Assert.AreEqual((frames > 0 ? 1 : 0, samples >= 400 ? 1 : 0), (prediction.HasFrames, prediction.HasAudio));
            Assert.AreEqual(1f, Sum(prediction), 1e-5);
        }
        Api.Close(recognizer);
    }

    [TestMethod]
    public void InvalidClipsAreErrorsAndLeaveTheOutputUnchanged()
    {
        using var model = new TinyModel();
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
            var prediction = Api.New<PredictionData>();
            Assert.AreEqual(code, Api.Recognize(recognizer, &given, &prediction), words);
            StringAssert.Contains(Api.LastError, words);
            Assert.AreEqual(Api.New<PredictionData>(), prediction, "untouched");
        }
        good.Samples[7] = float.NaN;
        var untouched = Api.New<PredictionData>();
        Assert.AreEqual(ErrorCode.Media, Api.Recognize(recognizer, &good, &untouched));
        StringAssert.Contains(Api.LastError, "sample 8 is not a number");
        good.Samples[7] = 0;
        Assert.AreEqual(ErrorCode.Argument, Api.Recognize(recognizer, &good, null));
        Assert.AreEqual(ErrorCode.Argument, Api.Recognize(recognizer, null, &untouched));
        Api.Close(recognizer);
    }

    [TestMethod]
    public void InvalidFramesAreErrors()
    {
        using var model = new TinyModel();
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
            (good with { Stride = 59 }, ErrorCode.Argument, "stride"),
            (good with { Stride = int.MaxValue }, ErrorCode.Argument, "stride"),
            (good with { Stride = int.MinValue }, ErrorCode.Argument, "stride"),
            (good with { Face = 1 }, ErrorCode.Argument, "face"),
            (good with { Rotation = 45 }, ErrorCode.Argument, "rotation is 45"),
            (good with { Rotation = -90 }, ErrorCode.Argument, "rotation is -90"),
            (good with { Reserved = 1 }, ErrorCode.Argument, "reserved"),
            (good with { Size = 48 }, ErrorCode.Argument, "size"),
            (good with { Size = 0 }, ErrorCode.Argument, "size"),
            (good with { Size = uint.MaxValue }, ErrorCode.Argument, "size"),
        ];
        foreach ((FrameData frame, ErrorCode code, string words) in cases)
        {
            clip.Frames[2] = frame;
            var prediction = Api.New<PredictionData>();
            Assert.AreEqual(code, Api.Recognize(recognizer, clip.Pointer, &prediction), words);
            StringAssert.Contains(Api.LastError, words);
        }
        clip.Frames[2] = good;
        var answer = Api.New<PredictionData>();
        Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, clip.Pointer, &answer), Api.LastError);
        Api.Close(recognizer);
    }

    [TestMethod]
    public void UnusedFieldsOfANewerHeaderAreAccepted()
    {
        using var model = new TinyModel();
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

    [TestMethod]
    public void ATurnedClipIsRecognisedAsAnUprightOne()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path);
        for (int i = 0; i < clip.Data.FrameCount; i++)
            new Random(i).NextBytes(new Span<byte>(clip.Frames[i].Pixels, 3 * 20 * 20));
        PredictionData upright = Recognize(), turned;
        for (int i = 0; i < clip.Data.FrameCount; i++)
        {
            // Rows become columns: a quarter clockwise, then mirrored, undoes it.
            FrameData frame = clip.Frames[i];
            byte[] stored = new ReadOnlySpan<byte>(frame.Pixels, 3 * frame.Width * frame.Height).ToArray();
            for (int y = 0; y < frame.Height; y++)
            {
                for (int x = 0; x < frame.Width; x++)
                    stored.AsSpan(3 * (y * frame.Width + x), 3).CopyTo(new Span<byte>(frame.Pixels + 3 * (x * frame.Height + y), 3));
            }
            clip.Frames[i] = frame with { Width = frame.Height, Height = frame.Width, Rotation = 90, Mirrored = 1 };
        }
        turned = Recognize();
        for (int i = 0; i < upright.LabelCount; i++)
            Assert.AreEqual(upright.Probabilities[i], turned.Probabilities[i]);
        for (int i = 0; i < clip.Data.FrameCount; i++)
            clip.Frames[i].Mirrored = 0;
        turned = Recognize();
        Assert.AreNotEqual(upright.Probabilities[0], turned.Probabilities[0]);
        Api.Close(recognizer);

        PredictionData Recognize()
        {
            var prediction = Api.New<PredictionData>();
            Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, clip.Pointer, &prediction), Api.LastError);
            return prediction;
        }
    }

    [TestMethod]
    public void FramesAndOptionsOfTheFirstHeaderAreAccepted()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path), stream = 0;
        // What lies behind is not theirs, whatever it is.
        FrameData frame = clip.Frames[0] with { Size = 56, Mirrored = 77, Reserved = 78 };
        StreamOptionsData options = new() { Size = 96, Straighten = 1, OnlyVoice = 79 };
        Assert.AreEqual(ErrorCode.Ok, Api.OpenStream(recognizer, &options, &stream), Api.LastError);
        Assert.AreEqual(ErrorCode.Ok, Api.PushFrame(stream, &frame, 0), Api.LastError);
        frame.Size = 64;
        Assert.AreEqual(ErrorCode.Argument, Api.PushFrame(stream, &frame, 1));
        StringAssert.Contains(Api.LastError, "reserved");
        Api.Close(recognizer);
    }

    [TestMethod]
    public void TheChannelWithTheVoiceIsHeard()
    {
        using var model = new TinyModel();
        var random = new Random(1);
        float[] voice = [.. Enumerable.Range(0, 32000).Select(_ => 0.3f * (random.NextSingle() - 0.5f))];
        float[] right = [.. voice.SelectMany(v => (float[])[0, v])];
        // A program of the first header knows nothing of channels, and gets the default.
        OptionsData old = new() { Size = 48, Threads = 1, AudioChannel = 77, EightBit = 78 };
        OptionsData automatic = new() { Size = (uint)sizeof(OptionsData), Threads = 1 }, published = automatic with { AudioChannel = 1 };
        float[] mono = Recognize(automatic, voice, 1), heard = Recognize(automatic, right, 2);
        CollectionAssert.AreEqual(heard, Recognize(old, right, 2));
        for (int i = 0; i < mono.Length; i++)
            Assert.AreEqual(mono[i], heard[i], 1e-5f);
        float[] first = Recognize(published, right, 2);
        Assert.IsGreaterThan(1e-4f, mono.Zip(first, (a, b) => Math.Abs(a - b)).Max());

        float[] Recognize(OptionsData options, float[] samples, int channels)
        {
            fixed (byte* path = System.Text.Encoding.UTF8.GetBytes(model.Path + "\0"))
            fixed (float* data = samples)
            {
                ulong recognizer = 0;
                Assert.AreEqual(ErrorCode.Ok, Api.Load(path, &options, &recognizer), Api.LastError);
                ClipData clip = new() { Size = (uint)sizeof(ClipData), Samples = data, SampleCount = samples.Length, SampleRate = 16000, Channels = channels };
                var prediction = Api.New<PredictionData>();
                Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, &clip, &prediction), Api.LastError);
                Api.Close(recognizer);
                float[] probabilities = new float[prediction.LabelCount];
                for (int i = 0; i < probabilities.Length; i++)
                    probabilities[i] = prediction.Probabilities[i];
                return probabilities;
            }
        }
    }

    private static float Sum(PredictionData prediction)
    {
        float sum = 0;
        for (int i = 0; i < Labels.Max; i++)
            sum += prediction.Probabilities[i];
        return sum;
    }
}
