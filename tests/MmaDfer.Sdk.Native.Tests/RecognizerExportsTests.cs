using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native.Tests;

[TestClass]
public sealed unsafe class RecognizerExportsTests
{
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
        var prediction = Api.New<PredictionData>();
        Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, clip.Pointer, &prediction), Api.LastError);
        Assert.IsGreaterThan(0.9f, prediction.Confidence);
        Assert.AreEqual(ErrorCode.Ok, Api.Close(recognizer));
    }

    [TestMethod]
    public void GivesInformationAboutTheModel()
    {
        ulong recognizer = Api.Loaded(Shipped.Model);
        var info = Api.New<InfoData>();
        Assert.AreEqual(ErrorCode.Ok, Api.GetInfo(recognizer, &info), Api.LastError);
        Assert.AreEqual((uint)sizeof(InfoData), info.Size);
        Assert.AreEqual((7, 1, 16000), (info.LabelCount, info.IsTrained, info.SampleRate));
        Assert.AreEqual("cpu", Text.Read(info.Engine));
        StringAssert.Contains(Text.Read(info.Description)!, "1 thread, float32");
        byte* text = stackalloc byte[304];
        Assert.AreEqual(ErrorCode.Ok, Api.GetLabel(recognizer, 6, text, 304));
        Assert.AreEqual("fear", Text.Read(text));
        Assert.AreEqual(ErrorCode.Cut, Api.GetLabel(recognizer, 6, text, 3));
        Assert.AreEqual("fe", Text.Read(text));
        Assert.AreEqual(ErrorCode.Argument, Api.GetLabel(recognizer, 7, text, 304));
        StringAssert.Contains(Api.LastError, "numbered from 0 to 6");
        Assert.AreEqual(ErrorCode.Argument, Api.GetLabel(recognizer, -1, text, 304));
        Assert.AreEqual(ErrorCode.Argument, Api.GetLabel(recognizer, 0, null, 304));
        Assert.AreEqual(ErrorCode.Ok, Api.GetEngines(recognizer, text, 304));
        StringAssert.StartsWith(Text.Read(text)!, "cpu: InUse");
        Api.Close(recognizer);
    }

    [TestMethod]
    public void TheEngineCpuComputesInEightBitOnDemand()
    {
        foreach (string? engine in (string?[])[null, "webgpu,cpu"])
        {
            fixed (byte* name = engine is null ? null : System.Text.Encoding.UTF8.GetBytes(engine + "\0"))
            {
                Assert.AreEqual(ErrorCode.Ok, Api.Load(Shipped.Model, new OptionsData { Size = (uint)sizeof(OptionsData), Threads = 1, EightBit = 1, Engine = name }, out ulong recognizer), Api.LastError);
                InfoData info = Api.New<InfoData>();
                Assert.AreEqual(ErrorCode.Ok, Api.GetInfo(recognizer, &info), Api.LastError);
                if (Text.Read(info.Engine) == "cpu")
                    StringAssert.Contains(Text.Read(info.Description)!, "1 thread, int8 (");
                Api.Close(recognizer);
            }
        }
    }

    [TestMethod]
    public void AModelThatNamesNoRateHasNone()
    {
        using var model = new TinyModel();
        ulong recognizer = Api.Loaded(model.Path);
        InfoData info = Api.New<InfoData>() with { SampleRate = 99 };
        Assert.AreEqual(ErrorCode.Ok, Api.GetInfo(recognizer, &info), Api.LastError);
        Assert.AreEqual(0, info.SampleRate);
        Api.Close(recognizer);
    }

    [TestMethod]
    public void AnErrorNamesTheInvalidOption()
    {
        fixed (byte* engine = "warp"u8)
        {
            OptionsData[] options =
            [
                new() { Threads = -1 }, new() { Threads = 257 }, new() { Threads = int.MinValue }, new() { MaxBatch = 33 }, new() { MaxBatch = -1 },
                new() { AudioChannel = 2 }, new() { AudioChannel = -1 }, new() { Engine = engine },
            ];
            string[] words = ["threads", "threads", "threads", "max_batch", "max_batch", "audio_channel", "audio_channel", "warp"];
            for (int i = 0; i < options.Length; i++)
            {
                ErrorCode code = Api.Load(Shipped.Model, options[i] with { Size = (uint)sizeof(OptionsData) }, out ulong handle);
                Assert.AreEqual(i < 7 ? ErrorCode.Argument : ErrorCode.Engine, code);
                StringAssert.Contains(Api.LastError, words[i]);
                Assert.AreEqual(0ul, handle);
            }
        }
    }

    [TestMethod]
    public void AFileThatIsNoModelIsAnErrorInOneLine()
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
    public void TooManyLabelsAreRefused()
    {
        using TinyModel most = new(labels: Labels.Max), many = new(labels: Labels.Max + 1);
        Api.Close(Api.Loaded(most.Path));
        Assert.AreEqual(ErrorCode.Model, Api.Load(many.Path, null, out ulong handle));
        StringAssert.Contains(Api.LastError, "33 labels");
        Assert.AreEqual(0ul, handle);
    }

    [TestMethod]
    public void AnAdapterThatDoesNotFitLeavesTheModelUnchanged()
    {
        ulong recognizer = Api.Loaded(Shipped.Model);
        Assert.AreEqual(ErrorCode.Model, Api.SetAdapter(recognizer, "/no/such/file"));
        Assert.AreEqual(ErrorCode.Model, Api.SetAdapter(recognizer, Shipped.Model));
        Assert.AreEqual(ErrorCode.Argument, Api.SetAdapter(recognizer, ""));
        Assert.AreEqual(ErrorCode.Ok, Api.SetAdapter(recognizer, null), Api.LastError);
        using ClipMemory clip = ClipMemory.Shipped("happiness");
        var prediction = Api.New<PredictionData>();
        Assert.AreEqual(ErrorCode.Ok, Api.Recognize(recognizer, clip.Pointer, &prediction));
        Assert.AreEqual(0, prediction.Label);
        Api.Close(recognizer);
    }

    [TestMethod]
    public void ClosedAndUnknownHandlesAreErrors()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong closed = Api.Loaded(model.Path), recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        Assert.AreEqual(ErrorCode.Ok, Api.Close(closed));
        Assert.AreEqual(ErrorCode.Handle, Api.Close(closed), "closed twice");
        byte* text = stackalloc byte[8];
        foreach (ulong bad in (ulong[])[0, 1, ulong.MaxValue, closed, stream])
        {
            var prediction = Api.New<PredictionData>();
            var info = Api.New<InfoData>();
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
}
