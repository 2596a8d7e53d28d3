using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Native;

/// <summary>The work of the exports for streams and scenes; errors are exceptions.</summary>
internal static unsafe class Streams
{
    /// <summary>Maximum number of channels: it is multiplied with other numbers, which must not overflow.</summary>
    private const int MaxChannels = 1024;

    public static ErrorCode Open(ulong recognizer, StreamOptionsData* options, ulong* handle)
    {
        NativeRecognizer owner = OpenHandles.Recognizer(recognizer);
        Recognizers.RequireOutput(handle, "stream");
        EmotionStream stream = owner.Recognizer.OpenStream(Sized.ReadOrDefault<StreamOptionsData>(options).Read());
        *handle = owner.Add(new NativeStream(owner, stream));
        return ErrorCode.Ok;
    }

    public static ErrorCode OpenScene(ulong recognizer, SceneOptionsData* options, ulong* handle)
    {
        NativeRecognizer owner = OpenHandles.Recognizer(recognizer);
        Recognizers.RequireOutput(handle, "scene");
        EmotionScene scene = owner.Recognizer.OpenScene(Sized.ReadOrDefault<SceneOptionsData>(options).Read());
        *handle = owner.Add(new NativeScene(owner, scene));
        return ErrorCode.Ok;
    }

    public static ErrorCode PushFrame(ulong handle, FrameData* frame, double time)
    {
        NativeInput input = OpenHandles.Input(handle);
        input.PushFrame(Sized.Read<FrameData>(frame), Seconds.From(time, "time"));
        return ErrorCode.Ok;
    }

    public static ErrorCode PushAudio(ulong handle, float* samples, long count, int rate, int channels, double time)
    {
        IWatchedStream input = OpenHandles.Input(handle).Input;
        input.PushAudio(Samples(samples, count, rate, channels), rate, Seconds.From(time, "time"), channels);
        return ErrorCode.Ok;
    }

    public static ErrorCode PushPlayback(ulong handle, float* samples, long count, int rate, int channels, double time)
    {
        IWatchedStream input = OpenHandles.Input(handle).Input;
        input.PushPlayback(Samples(samples, count, rate, channels), rate, Seconds.From(time, "time"), channels);
        return ErrorCode.Ok;
    }

    public static ErrorCode Poll(ulong handle, ReadingData* reading)
    {
        EmotionStream stream = OpenHandles.Stream(handle).Stream;
        uint size = Sized.Check<ReadingData>(reading);
        if (!stream.TryGetLatest(out EmotionReading latest))
            return ErrorCode.NoReading;
        Sized.Write(reading, ReadingData.Of(latest), size);
        return ErrorCode.Ok;
    }

    public static ErrorCode PollScene(ulong handle, PersonData* people, ReadingData* readings, int capacity, int* count)
    {
        NativeScene scene = OpenHandles.Scene(handle);
        uint personSize = Sized.Check<PersonData>(people), readingSize = readings is null ? 0 : Sized.Check<ReadingData>(readings);
        if (capacity < 1 || count is null)
            throw new ArgumentException($"capacity is {capacity} and count is {(count is null ? "null" : "given")}; there must be room for at least one person, and for their number.");
        int there = scene.Write((byte*)people, personSize, (byte*)readings, readingSize, capacity);
        *count = Math.Min(there, capacity);
        return there > capacity ? ErrorCode.Cut : ErrorCode.Ok;
    }

    public static ErrorCode GetLabel(ulong handle, int label, byte* text, int capacity) =>
        Labels.WriteTo(OpenHandles.Input(handle).Labels, label, text, capacity);

    public static ErrorCode GetStatistics(ulong handle, StatisticsData* statistics)
    {
        IWatchedStream input = OpenHandles.Input(handle).Input;
        uint size = Sized.Check<StatisticsData>(statistics);
        Sized.Write(statistics, StatisticsData.Of(input.Statistics), size);
        return ErrorCode.Ok;
    }

    public static ErrorCode SetCallback(ulong handle, delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> callback, void* user)
    {
        OpenHandles.Input(handle).Listen(callback, user);
        return ErrorCode.Ok;
    }

    public static ErrorCode Update(ulong handle, double now)
    {
        IWatchedStream input = OpenHandles.Input(handle).Input;
        if (double.IsNaN(now))
            input.Update();
        else
            input.Update(Seconds.From(now, "now"));
        return ErrorCode.Ok;
    }

    private static ReadOnlySpan<float> Samples(float* samples, long count, int rate, int channels)
    {
        if (count is < 0 or > int.MaxValue || (samples is null && count > 0))
            throw new ArgumentException($"sample_count is {count} and samples is {(samples is null ? "null" : "given")}; sample_count must be between 0 and {int.MaxValue}, and samples must not be null unless it is 0.");
        if (rate is < LogMel.MinSampleRate or > LogMel.MaxSampleRate)
            throw new ArgumentException($"sample_rate is {rate}; it must be between {LogMel.MinSampleRate} and {LogMel.MaxSampleRate}.");
        if (channels is < 1 or > MaxChannels || count % channels != 0)
            throw new ArgumentException($"channels is {channels}; it must be between 1 and {MaxChannels}, and sample_count ({count}) a multiple of it.");
        return new ReadOnlySpan<float>(samples, (int)count);
    }
}

/// <summary>Converts the seconds of C to times.</summary>
internal static class Seconds
{
    /// <summary>About three thousand years: a clock may begin in 1970.</summary>
    private const double Max = 1e11;

    /// <exception cref="ArgumentException">Not finite, or outside of the range in the header.</exception>
    public static TimeSpan From(double seconds, string what) => seconds is >= -Max and <= Max
        ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))
        : throw new ArgumentException(FormattableString.Invariant($"{what} is {seconds}; it must be between -1e11 and 1e11 seconds."));
}
