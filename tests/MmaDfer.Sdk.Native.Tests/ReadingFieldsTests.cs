using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary>The fields of a reading that tell how the face is seen.</summary>
[TestClass]
public sealed unsafe class ReadingFieldsTests
{
    private const byte Untouched = 0xA5;

    [TestMethod]
    public void ReadingsTellHowTheFaceIsSeen()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        Push(stream, clip);
        var reading = new ReadingData { Size = (uint)sizeof(ReadingData) };
        Wait.Until(() => Poll(stream, ref reading) == ErrorCode.Ok && reading.Time >= 3.5);
        Assert.IsTrue(((ReadingFlags)reading.Flags).HasFlag(ReadingFlags.StillPicture), "the frame is always the same");
        Assert.IsGreaterThan(2, reading.Unchanged);
        Assert.AreEqual(1, reading.Inside);
        Assert.AreEqual(1, reading.Faces);
        Assert.IsTrue(float.IsNaN(reading.VoiceShare), "there is no audio");
        Assert.AreEqual(MathF.Sqrt(clip.Frames[0].Width * clip.Frames[0].Height), reading.FaceSize, 0.01f);
        Assert.IsTrue(float.IsNaN(reading.Yaw) && float.IsNaN(reading.Pitch) && float.IsNaN(reading.Roll) && float.IsNaN(reading.Eyes) && float.IsNaN(reading.Mouth));
        Api.Close(recognizer);
    }

    [TestMethod]
    public void ProgramsOfTheFirstHeaderGetTheReadingsThatTheyKnow()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ulong recognizer = Api.Loaded(model.Path), stream = Api.Opened(recognizer);
        Push(stream, clip);
        byte* memory = stackalloc byte[sizeof(ReadingData)];
        Wait.Until(() =>
        {
            new Span<byte>(memory, sizeof(ReadingData)).Fill(Untouched);
            ((ReadingData*)memory)->Size = (uint)ReadingData.FirstSize;
            return Api.Poll(stream, (ReadingData*)memory) == ErrorCode.Ok;
        });
        Assert.AreEqual(168, ReadingData.FirstSize);
        Assert.AreEqual((uint)ReadingData.FirstSize, ((ReadingData*)memory)->Size);
        Assert.AreEqual(7, ((ReadingData*)memory)->LabelCount);
        Assert.IsFalse(new Span<byte>(memory + ReadingData.FirstSize, sizeof(ReadingData) - ReadingData.FirstSize).ContainsAnyExcept(Untouched));
        ((ReadingData*)memory)->Size = (uint)ReadingData.FirstSize - 1;
        Assert.AreEqual(ErrorCode.Argument, Api.Poll(stream, (ReadingData*)memory));
        Api.Close(recognizer);
    }

    private static void Push(ulong stream, ClipMemory clip)
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.AreEqual(ErrorCode.Ok, Api.PushFrame(stream, clip.Frames, i / 25.0));
            Thread.Sleep(2);
        }
    }

    private static ErrorCode Poll(ulong stream, ref ReadingData reading)
    {
        fixed (ReadingData* data = &reading)
            return Api.Poll(stream, data);
    }
}
