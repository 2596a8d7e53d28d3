using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native;

/// <summary>The work of the exports for models; errors are exceptions.</summary>
internal static unsafe class Recognizers
{
    public static ErrorCode Load(byte* path, OptionsData* options, ulong* handle)
    {
        HostProcess.ThrowIfForked();
        RequireOutput(handle, "recognizer");
        string file = Text.Required(path, "path");
        return Open(EmotionRecognizer.Load(file, Read(options)), handle);
    }

    public static ErrorCode LoadMemory(byte* data, nuint size, OptionsData* options, ulong* handle)
    {
        HostProcess.ThrowIfForked();
        RequireOutput(handle, "recognizer");
        if (data is null || size == 0 || size > long.MaxValue)
            throw new ArgumentException($"data is {(data is null ? "null" : "given")} and data_size is {size}; both must describe the bytes of a model.");
        using var stream = new UnmanagedMemoryStream(data, (long)size);
        return Open(EmotionRecognizer.Load(stream, Read(options)), handle);
    }

    public static ErrorCode GetInfo(ulong handle, InfoData* info)
    {
        EmotionRecognizer recognizer = OpenHandles.Recognizer(handle).Recognizer;
        uint size = Sized.Check<InfoData>(info);
        Sized.Write(info, InfoData.Of(recognizer), size);
        return ErrorCode.Ok;
    }

    public static ErrorCode GetLabel(ulong handle, int label, byte* text, int capacity) =>
        Labels.WriteTo(OpenHandles.Recognizer(handle).Recognizer.Labels, label, text, capacity);

    public static ErrorCode GetEngines(ulong handle, byte* text, int capacity) =>
        Text.WriteTo(string.Join('\n', OpenHandles.Recognizer(handle).Recognizer.Engines), text, capacity);

    public static ErrorCode SetAdapter(ulong handle, byte* path)
    {
        EmotionRecognizer recognizer = OpenHandles.Recognizer(handle).Recognizer;
        recognizer.SetAdapter(path is null ? null : Text.Required(path, "path"));
        return ErrorCode.Ok;
    }

    public static ErrorCode Recognize(ulong handle, ClipData* clip, PredictionData* prediction)
    {
        EmotionRecognizer recognizer = OpenHandles.Recognizer(handle).Recognizer;
        uint size = Sized.Check<PredictionData>(prediction);
        ClipData data = Sized.Read<ClipData>(clip);
        using ClipFrameSource? frames = data.OpenFrames();
        using ClipAudioSource? audio = data.OpenAudio();
        if (frames is null && audio is null)
            throw new ArgumentException("The clip has neither frames nor audio; it must have at least one of them.");
        Clip read = recognizer.ReadClip(frames, audio);
        Sized.Write(prediction, PredictionData.Of(recognizer.Recognize(read)), size);
        return ErrorCode.Ok;
    }

    public static void RequireOutput(void* output, string what)
    {
        if (output is null)
            throw new ArgumentException($"The pointer {what} is null; it must point to memory for the handle.");
    }

    private static EmotionRecognizerOptions Read(OptionsData* options)
    {
        OptionsData data = Sized.ReadOrDefault<OptionsData>(options);
        if (data.MaxBatch is < 0 or > 32)
            throw new ArgumentException($"mmadfer_options.max_batch is {data.MaxBatch}; it must be between 1 and 32, or 0 for 1.");
        if (data.AudioChannel is not (0 or 1))
            throw new ArgumentException($"mmadfer_options.audio_channel is {data.AudioChannel}; it must be MMADFER_CHANNEL_AUTO (0) or MMADFER_CHANNEL_PUBLISHED (1).");
        return new EmotionRecognizerOptions
        {
            AudioChannel = (AudioChannel)data.AudioChannel,
            Engine = EngineChoice.Of(data),
            TwoClip = data.TwoClip != 0,
            MaxBatch = Math.Max(1, data.MaxBatch),
            AdapterPath = Text.Read(data.Adapter) is { Length: > 0 } adapter ? adapter : null,
        };
    }

    private static ErrorCode Open(EmotionRecognizer recognizer, ulong* handle)
    {
        try
        {
            Labels.Check(recognizer.Labels);
            *handle = OpenHandles.Table.Add(new NativeRecognizer(recognizer));
            return ErrorCode.Ok;
        }
        catch
        {
            recognizer.Dispose();
            throw;
        }
    }
}
