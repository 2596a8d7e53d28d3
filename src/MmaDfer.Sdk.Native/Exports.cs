using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native;

/// <summary>
/// The functions of <c>mmadfer.h</c>, which describes each of them. A guard around each keeps exceptions from crossing the border. (A guard
/// that takes a lambda would be written once, but would allocate with every pushed frame.)
/// </summary>
internal static unsafe class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "mmadfer_version", CallConvs = [typeof(CallConvCdecl)])]
    public static int Version()
    {
        try { return LibraryVersion.Number; }
        catch (Exception) { return 0; }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_last_error", CallConvs = [typeof(CallConvCdecl)])]
    public static byte* LastErrorText()
    {
        try { return LastError.Pointer; }
        catch (Exception) { return Guard.NoText; }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_load", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode Load(byte* path, OptionsData* options, ulong* recognizer)
    {
        try { return Recognizers.Load(path, options, recognizer); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_load_memory", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode LoadMemory(byte* data, nuint size, OptionsData* options, ulong* recognizer)
    {
        try { return Recognizers.LoadMemory(data, size, options, recognizer); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_get_info", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode GetInfo(ulong recognizer, InfoData* info)
    {
        try { return Recognizers.GetInfo(recognizer, info); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_get_label", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode GetLabel(ulong recognizer, int label, byte* text, int capacity)
    {
        try { return Recognizers.GetLabel(recognizer, label, text, capacity); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_get_engines", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode GetEngines(ulong recognizer, byte* text, int capacity)
    {
        try { return Recognizers.GetEngines(recognizer, text, capacity); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_set_adapter", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode SetAdapter(ulong recognizer, byte* path)
    {
        try { return Recognizers.SetAdapter(recognizer, path); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_recognize", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode Recognize(ulong recognizer, ClipData* clip, PredictionData* prediction)
    {
        try { return Recognizers.Recognize(recognizer, clip, prediction); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_open", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamOpen(ulong recognizer, StreamOptionsData* options, ulong* stream)
    {
        try { return Streams.Open(recognizer, options, stream); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_push_frame", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamPushFrame(ulong stream, FrameData* frame, double time)
    {
        try { return Streams.PushFrame(stream, frame, time); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_push_audio", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamPushAudio(ulong stream, float* samples, long count, int rate, int channels, double time)
    {
        try { return Streams.PushAudio(stream, samples, count, rate, channels, time); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_push_playback", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamPushPlayback(ulong stream, float* samples, long count, int rate, int channels, double time)
    {
        try { return Streams.PushPlayback(stream, samples, count, rate, channels, time); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_poll", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamPoll(ulong stream, ReadingData* reading)
    {
        try { return Streams.Poll(stream, reading); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_get_label", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamGetLabel(ulong stream, int label, byte* text, int capacity)
    {
        try { return Streams.GetLabel(stream, label, text, capacity); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_get_statistics", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamGetStatistics(ulong stream, StatisticsData* statistics)
    {
        try { return Streams.GetStatistics(stream, statistics); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_capture_baseline", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamCaptureBaseline(ulong stream, double duration)
    {
        try { return Baselines.Capture(stream, duration); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_get_baseline", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamGetBaseline(ulong stream, byte* text, int capacity)
    {
        try { return Baselines.Get(stream, text, capacity); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_set_baseline", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamSetBaseline(ulong stream, byte* text)
    {
        try { return Baselines.Set(stream, text); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_set_callback", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamSetCallback(
        ulong stream, delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> callback, void* user)
    {
        try { return Streams.SetCallback(stream, callback, user); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_stream_update", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode StreamUpdate(ulong stream, double now)
    {
        try { return Streams.Update(stream, now); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_scene_open", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode SceneOpen(ulong recognizer, SceneOptionsData* options, ulong* scene)
    {
        try { return Streams.OpenScene(recognizer, options, scene); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_scene_poll", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode ScenePoll(ulong scene, PersonData* people, ReadingData* readings, int capacity, int* count)
    {
        try { return Streams.PollScene(scene, people, readings, capacity, count); }
        catch (Exception e) { return Guard.Fail(e); }
    }

    [UnmanagedCallersOnly(EntryPoint = "mmadfer_close", CallConvs = [typeof(CallConvCdecl)])]
    public static ErrorCode Close(ulong handle)
    {
        try { return OpenHandles.Close(handle); }
        catch (Exception e) { return Guard.Fail(e); }
    }
}
