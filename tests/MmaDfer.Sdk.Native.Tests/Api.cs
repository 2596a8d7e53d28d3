using System.Text;
using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary>The exports called as C calls them, by their addresses; strings and structs from C#.</summary>
internal static unsafe class Api
{
    public static string LastError => Text.Read(((delegate* unmanaged[Cdecl]<byte*>)&Exports.LastErrorText)())!;

    public static int Version => ((delegate* unmanaged[Cdecl]<int>)&Exports.Version)();

    public static ErrorCode Load(byte* path, OptionsData* options, ulong* handle) =>
        ((delegate* unmanaged[Cdecl]<byte*, OptionsData*, ulong*, ErrorCode>)&Exports.Load)(path, options, handle);

    public static ErrorCode Load(string? path, OptionsData? options, out ulong handle)
    {
        OptionsData given = options ?? default;
        ulong made = 0;
        fixed (byte* text = Utf8(path))
        {
            ErrorCode code = Load(text, options is null ? null : &given, &made);
            handle = made;
            return code;
        }
    }

    public static ErrorCode LoadMemory(byte* data, nuint size, OptionsData* options, ulong* handle) =>
        ((delegate* unmanaged[Cdecl]<byte*, nuint, OptionsData*, ulong*, ErrorCode>)&Exports.LoadMemory)(data, size, options, handle);

    public static ErrorCode GetInfo(ulong recognizer, InfoData* info) =>
        ((delegate* unmanaged[Cdecl]<ulong, InfoData*, ErrorCode>)&Exports.GetInfo)(recognizer, info);

    public static ErrorCode GetLabel(ulong recognizer, int label, byte* text, int capacity) =>
        ((delegate* unmanaged[Cdecl]<ulong, int, byte*, int, ErrorCode>)&Exports.GetLabel)(recognizer, label, text, capacity);

    public static ErrorCode GetEngines(ulong recognizer, byte* text, int capacity) =>
        ((delegate* unmanaged[Cdecl]<ulong, byte*, int, ErrorCode>)&Exports.GetEngines)(recognizer, text, capacity);

    public static ErrorCode SetAdapter(ulong recognizer, string? path)
    {
        fixed (byte* text = Utf8(path))
            return ((delegate* unmanaged[Cdecl]<ulong, byte*, ErrorCode>)&Exports.SetAdapter)(recognizer, text);
    }

    public static ErrorCode Recognize(ulong recognizer, ClipData* clip, PredictionData* prediction) =>
        ((delegate* unmanaged[Cdecl]<ulong, ClipData*, PredictionData*, ErrorCode>)&Exports.Recognize)(recognizer, clip, prediction);

    public static ErrorCode OpenStream(ulong recognizer, StreamOptionsData* options, ulong* stream) =>
        ((delegate* unmanaged[Cdecl]<ulong, StreamOptionsData*, ulong*, ErrorCode>)&Exports.StreamOpen)(recognizer, options, stream);

    public static ErrorCode PushFrame(ulong stream, FrameData* frame, double time) =>
        ((delegate* unmanaged[Cdecl]<ulong, FrameData*, double, ErrorCode>)&Exports.StreamPushFrame)(stream, frame, time);

    public static ErrorCode PushAudio(ulong stream, float* samples, long count, int rate, int channels, double time) =>
        ((delegate* unmanaged[Cdecl]<ulong, float*, long, int, int, double, ErrorCode>)&Exports.StreamPushAudio)(
            stream, samples, count, rate, channels, time);

    public static ErrorCode PushPlayback(ulong stream, float* samples, long count, int rate, int channels, double time) =>
        ((delegate* unmanaged[Cdecl]<ulong, float*, long, int, int, double, ErrorCode>)&Exports.StreamPushPlayback)(
            stream, samples, count, rate, channels, time);

    public static ErrorCode OpenScene(ulong recognizer, SceneOptionsData* options, ulong* scene) =>
        ((delegate* unmanaged[Cdecl]<ulong, SceneOptionsData*, ulong*, ErrorCode>)&Exports.SceneOpen)(recognizer, options, scene);

    public static ErrorCode PollScene(ulong scene, PersonData* people, ReadingData* readings, int capacity, int* count) =>
        ((delegate* unmanaged[Cdecl]<ulong, PersonData*, ReadingData*, int, int*, ErrorCode>)&Exports.ScenePoll)(scene, people, readings, capacity, count);

    public static ErrorCode GetStatistics(ulong stream, StatisticsData* statistics) =>
        ((delegate* unmanaged[Cdecl]<ulong, StatisticsData*, ErrorCode>)&Exports.StreamGetStatistics)(stream, statistics);

    public static ErrorCode GetStreamLabel(ulong stream, int label, byte* text, int capacity) =>
        ((delegate* unmanaged[Cdecl]<ulong, int, byte*, int, ErrorCode>)&Exports.StreamGetLabel)(stream, label, text, capacity);

    public static ErrorCode CaptureBaseline(ulong stream, double duration) =>
        ((delegate* unmanaged[Cdecl]<ulong, double, ErrorCode>)&Exports.StreamCaptureBaseline)(stream, duration);

    public static ErrorCode GetBaseline(ulong stream, byte* text, int capacity) =>
        ((delegate* unmanaged[Cdecl]<ulong, byte*, int, ErrorCode>)&Exports.StreamGetBaseline)(stream, text, capacity);

    public static ErrorCode SetBaseline(ulong stream, string? baseline)
    {
        fixed (byte* text = Utf8(baseline))
            return ((delegate* unmanaged[Cdecl]<ulong, byte*, ErrorCode>)&Exports.StreamSetBaseline)(stream, text);
    }

    public static ErrorCode Poll(ulong stream, ReadingData* reading) =>
        ((delegate* unmanaged[Cdecl]<ulong, ReadingData*, ErrorCode>)&Exports.StreamPoll)(stream, reading);

    public static ErrorCode SetCallback(
        ulong stream, delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> callback, void* user) =>
        ((delegate* unmanaged[Cdecl]<ulong, delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void>, void*, ErrorCode>)
            &Exports.StreamSetCallback)(stream, callback, user);

    public static ErrorCode Update(ulong stream, double now) =>
        ((delegate* unmanaged[Cdecl]<ulong, double, ErrorCode>)&Exports.StreamUpdate)(stream, now);

    public static ErrorCode Close(ulong handle) => ((delegate* unmanaged[Cdecl]<ulong, ErrorCode>)&Exports.Close)(handle);

    /// <summary>The handle of a model that must load, on one thread.</summary>
    public static ulong Loaded(string path)
    {
        Assert.AreEqual(ErrorCode.Ok, Load(path, new OptionsData { Size = (uint)sizeof(OptionsData), Threads = 1 }, out ulong handle), LastError);
        return handle;
    }

    /// <summary>The handle of a stream that must open.</summary>
    public static ulong Opened(ulong recognizer, StreamOptionsData? options = null)
    {
        StreamOptionsData given = options ?? default;
        given.Size = (uint)sizeof(StreamOptionsData);
        ulong stream = 0;
        Assert.AreEqual(ErrorCode.Ok, OpenStream(recognizer, &given, &stream), LastError);
        return stream;
    }

    /// <summary>The handle of a scene that must open, whose face model is <c>faces.xml</c>.</summary>
    public static ulong OpenedScene(ulong recognizer, StreamOptionsData options = default, int maxPeople = 0, bool shareVoice = false)
    {
        ulong scene = 0;
        fixed (byte* faces = Utf8(Published.PublishedLibrary.Faces))
        {
            StreamOptionsData stream = options with { Size = (uint)sizeof(StreamOptionsData), FaceModel = faces };
            var given = new SceneOptionsData { Size = (uint)sizeof(SceneOptionsData), MaxPeople = maxPeople, ShareVoice = shareVoice ? 1 : 0, Stream = &stream };
            Assert.AreEqual(ErrorCode.Ok, OpenScene(recognizer, &given, &scene), LastError);
        }
        return scene;
    }

    /// <summary>Null becomes a null pointer.</summary>
    public static byte[]? Utf8(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text + "\0");

    /// <summary>A structure whose size is set.</summary>
    public static T New<T>()
        where T : unmanaged, ISized
    {
        T value = default;
        *(uint*)&value = (uint)sizeof(T);
        return value;
    }
}
