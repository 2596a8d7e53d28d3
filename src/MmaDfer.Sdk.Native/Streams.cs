using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Native;

/// <summary>The work of the exports for streams; errors are exceptions.</summary>
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

    public static ErrorCode PushFrame(ulong handle, FrameData* frame, double time)
    {
        EmotionStream stream = OpenHandles.Stream(handle).Stream;
        FrameData data = Sized.Read<FrameData>(frame);
        TimeSpan at = Seconds.From(time, "time");
        switch (data.Face)
        {
            case 0:
                stream.PushFrame(data.View(), at);
                return ErrorCode.Ok;
            case 1 when data.FaceBox.IsValid:
                stream.PushFrame(data.View(), data.FaceBox, at);
                return ErrorCode.Ok;
            case 2:
                // Checks the frame as in the other cases.
                data.View();
                stream.PushFrameWithoutFace(at);
                return ErrorCode.Ok;
            case 1:
                throw new ArgumentException($"The face in mmadfer_frame is {data.FaceBox}; its width and height must be positive, and all four numbers finite.");
            default:
                throw new ArgumentException($"mmadfer_frame.face is {data.Face}; it must be 0 (unknown), 1 (at face_x, face_y) or 2 (none).");
        }
    }

    public static ErrorCode PushAudio(ulong handle, float* samples, long count, int rate, int channels, double time)
    {
        EmotionStream stream = OpenHandles.Stream(handle).Stream;
        stream.PushAudio(Samples(samples, count, rate, channels), rate, Seconds.From(time, "time"), channels);
        return ErrorCode.Ok;
    }

    public static ErrorCode PushPlayback(ulong handle, float* samples, long count, int rate, int channels, double time)
    {
        EmotionStream stream = OpenHandles.Stream(handle).Stream;
        stream.PushPlayback(Samples(samples, count, rate, channels), rate, Seconds.From(time, "time"), channels);
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

    public static ErrorCode SetCallback(ulong handle, delegate* unmanaged[Cdecl]<ulong, EventData*, void*, void> callback, void* user)
    {
        OpenHandles.Stream(handle).Listen(callback, user);
        return ErrorCode.Ok;
    }

    public static ErrorCode Update(ulong handle, double now)
    {
        EmotionStream stream = OpenHandles.Stream(handle).Stream;
        if (double.IsNaN(now))
            stream.Update();
        else
            stream.Update(Seconds.From(now, "now"));
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
