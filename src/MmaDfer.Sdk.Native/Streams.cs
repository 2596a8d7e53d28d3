using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Native;

/// <summary>What the exports about streams do; errors are exceptions.</summary>
internal static unsafe class Streams
{
    /// <summary>Channels of one sound, at most: none has more, and their number is multiplied.</summary>
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
                throw new ArgumentException($"The face in mmadfer_frame is {data.FaceBox}; its sizes must be positive, and nothing infinite or no number.");
            default:
                throw new ArgumentException($"mmadfer_frame.face is {data.Face}; it is 0 (unknown), 1 (at face_x and so on) or 2 (none).");
        }
    }

    public static ErrorCode PushAudio(ulong handle, float* samples, long count, int rate, int channels, double time)
    {
        EmotionStream stream = OpenHandles.Stream(handle).Stream;
        if (count is < 0 or > int.MaxValue || (samples is null && count > 0))
            throw new ArgumentException($"sample_count is {count} and samples is {(samples is null ? "null" : "given")}; from 0 to {int.MaxValue} samples are possible.");
        if (rate is < LogMel.MinSampleRate or > LogMel.MaxSampleRate)
            throw new ArgumentException($"sample_rate is {rate}; from {LogMel.MinSampleRate} to {LogMel.MaxSampleRate} are possible.");
        if (channels is < 1 or > MaxChannels || count % channels != 0)
            throw new ArgumentException($"channels is {channels}, with {count} samples; from 1 to {MaxChannels} are possible, and as many samples as a multiple of them.");
        stream.PushAudio(new ReadOnlySpan<float>(samples, (int)count), rate, Seconds.From(time, "time"), channels);
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
}
