using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native.Tests;

[TestClass]
public sealed unsafe class ThreadTests
{
    /// <summary>Threads that use and close the same few handles at once get results or errors of handles, and nothing else.</summary>
    [TestMethod]
    public void ManyThreadsMayUseAndCloseTheSameHandles()
    {
        using var model = new TinyModel();
        using ClipMemory clip = ClipMemory.Drawn();
        ClipData* data = clip.Pointer;
        int before = OpenHandles.Table.Count;
        ulong[] recognizers = new ulong[2], streams = new ulong[4];
        string[] failures = new string[8];
        var threads = Enumerable.Range(0, failures.Length).Select(t => new Thread(() => failures[t] = Hammer(t, model.Path, data, clip.Frames, recognizers, streams))).ToArray();
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Assert.AreEqual("", string.Concat(failures));
        foreach (ulong recognizer in recognizers)
            Api.Close(recognizer);
        Assert.AreEqual(before, OpenHandles.Table.Count, "closing recognizers leaves no stream behind");
    }

    private static string Hammer(int seed, string model, ClipData* clip, FrameData* frames, ulong[] recognizers, ulong[] streams)
    {
        var random = new Random(seed);
        using var sofa = new SofaMemory();
        sofa.Places.AddRange([20, 110]);
        PersonData* people = stackalloc PersonData[4];
        ReadingData* readings = stackalloc ReadingData[4];
        people->Size = (uint)sizeof(PersonData);
        readings->Size = (uint)sizeof(ReadingData);
        for (int i = 0; i < 400; i++)
        {
            ulong recognizer = Volatile.Read(ref recognizers[random.Next(recognizers.Length)]);
            ref ulong stream = ref streams[random.Next(streams.Length)];
            FrameData frame = random.Next(2) == 0 ? frames[0] : sofa.Next();
            ulong made = 0;
            var prediction = new PredictionData { Size = (uint)sizeof(PredictionData) };
            var reading = new ReadingData { Size = (uint)sizeof(ReadingData) };
            var statistics = new StatisticsData { Size = (uint)sizeof(StatisticsData) };
            int count = 0, what = random.Next(100);
            ErrorCode code = what switch
            {
                < 3 => Api.Load(model, new OptionsData { Size = (uint)sizeof(OptionsData), Threads = 1 }, out made),
                < 7 => Api.OpenStream(recognizer, null, &made),
                < 10 => OpenScene(recognizer, &made),
                < 14 => Api.Close(stream),
                < 16 => Api.Recognize(recognizer, clip, &prediction),
                < 50 => Api.PushFrame(stream, &frame, i / 10.0),
                < 70 => Api.PushAudio(stream, clip->Samples, 1600, 16000, 1, i / 10.0),
                < 78 => Api.Poll(stream, &reading),
                < 84 => Api.PollScene(stream, people, readings, 4, &count),
                < 85 => Api.GetStatistics(stream, &statistics),
                _ => Api.Update(stream, i / 10.0),
            };
            if (code is not (ErrorCode.Ok or ErrorCode.NoReading or ErrorCode.Handle))
                return $"call {what}: {code}: {Api.LastError}; ";
            if (what < 3)
                Api.Close(Interlocked.Exchange(ref recognizers[random.Next(recognizers.Length)], made));
            else if (what < 10 && made != 0)
                Api.Close(Interlocked.Exchange(ref stream, made));
        }
        return "";
    }

    private static ErrorCode OpenScene(ulong recognizer, ulong* made)
    {
        fixed (byte* faces = Api.Utf8(Published.PublishedLibrary.Faces))
        {
            StreamOptionsData stream = Api.New<StreamOptionsData>() with { FaceModel = faces };
            SceneOptionsData options = Api.New<SceneOptionsData>() with { Stream = &stream };
            return Api.OpenScene(recognizer, &options, made);
        }
    }
}
