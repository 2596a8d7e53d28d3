using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary>Calls that a scene refuses, or that refuse a scene.</summary>
[TestClass]
public sealed unsafe class SceneCallsTests
{
    [TestMethod]
    public void InvalidCallsAreErrors()
    {
        using var model = new TinyModel();
        using var sofa = new SofaMemory();
        ulong recognizer = Api.Loaded(model.Path), scene = Api.OpenedScene(recognizer), stream = Api.Opened(recognizer), made = 99;
        FrameData frame = sofa.Next();
        var person = Api.New<PersonData>();
        var reading = Api.New<ReadingData>();
        int count = 99;
        foreach (int face in (int[])[1, 2, 3])
        {
            FrameData known = frame with { Face = face, FaceWidth = 9, FaceHeight = 9 };
            Assert.AreEqual(ErrorCode.Argument, Api.PushFrame(scene, &known, 0));
            StringAssert.Contains(Api.LastError, "a scene finds the faces itself");
        }
        Assert.AreEqual(ErrorCode.Argument, Api.PollScene(scene, null, null, 1, &count));
        Assert.AreEqual(ErrorCode.Argument, Api.PollScene(scene, &person, null, 0, &count));
        Assert.AreEqual(ErrorCode.Argument, Api.PollScene(scene, &person, null, 1, null));
        PersonData wrong = person with { Size = 4 };
        Assert.AreEqual(ErrorCode.Argument, Api.PollScene(scene, &wrong, null, 1, &count));
        ReadingData wrongReading = reading with { Size = 4 };
        Assert.AreEqual(ErrorCode.Argument, Api.PollScene(scene, &person, &wrongReading, 1, &count));
        Assert.AreEqual(99, count);
        // What is a stream's is no scene's, and the other way round.
        foreach (ErrorCode code in (ErrorCode[])[
            Api.Poll(scene, &reading), Api.CaptureBaseline(scene, 1), Api.SetBaseline(scene, null), Api.PollScene(stream, &person, null, 1, &count),
            Api.OpenScene(scene, null, &made), Api.PushFrame(recognizer, &frame, 0)])
            Assert.AreEqual(ErrorCode.Handle, code);
        StringAssert.Contains(Api.LastError, "not that of a stream or a scene");
        StreamOptionsData badStream = Api.New<StreamOptionsData>() with { Window = 31 };
        foreach ((SceneOptionsData options, string field) in ((SceneOptionsData, string)[])[
            (new() { MaxPeople = 33 }, "mmadfer_scene_options.max_people is 33"), (new() { MaxPeople = -1 }, "max_people"),
            (new() { Reserved = 1 }, "mmadfer_scene_options.reserved"), (new() { Stream = &badStream }, "mmadfer_stream_options.window")])
        {
            SceneOptionsData given = options with { Size = (uint)sizeof(SceneOptionsData) };
            Assert.AreEqual(ErrorCode.Argument, Api.OpenScene(recognizer, &given, &made), field);
            StringAssert.Contains(Api.LastError, field);
        }
        Assert.AreEqual(ErrorCode.Argument, Api.OpenScene(recognizer, null, null));
        Assert.AreEqual(99ul, made);
        Api.Close(recognizer);
        foreach (ErrorCode code in (ErrorCode[])[Api.PollScene(scene, &person, null, 1, &count), Api.Update(scene, 0), Api.Close(scene)])
            Assert.AreEqual(ErrorCode.Handle, code, "a scene ends with its recognizer");
    }
}
