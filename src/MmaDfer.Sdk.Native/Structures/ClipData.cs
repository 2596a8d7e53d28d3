using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_clip</c>.</summary>
internal unsafe struct ClipData : ISized
{
    public uint Size;
    public int FrameCount;
    public byte* Frames;
    public double FramesPerSecond;
    public float* Samples;
    public long SampleCount;
    public int SampleRate;
    public int Channels;

    public static string Name => "mmadfer_clip";

    /// <summary>Null if the clip has none.</summary>
    public readonly ClipFrameSource? OpenFrames()
    {
        if (FrameCount == 0)
            return null;
        if (FrameCount < 0 || Frames is null)
            throw new ArgumentException($"mmadfer_clip.frame_count is {FrameCount} and frames is {(Frames is null ? "null" : "given")}; both must describe frames, or be 0 and null for none.");
        if (FramesPerSecond is not (0 or (> 0 and <= 1e6)))
            throw new ArgumentException(FormattableString.Invariant($"mmadfer_clip.frames_per_second is {FramesPerSecond}; it must be between 0 and 1e6; 0 means 25."));
        return new ClipFrameSource(Frames, FrameCount, FramesPerSecond == 0 ? 25 : FramesPerSecond);
    }

    /// <summary>Null if the clip has none.</summary>
    public readonly ClipAudioSource? OpenAudio()
    {
        if (SampleCount == 0)
            return null;
        if (SampleCount is < 0 or > int.MaxValue || Samples is null)
            throw new ArgumentException($"mmadfer_clip.sample_count is {SampleCount} and samples is {(Samples is null ? "null" : "given")}; both must describe at most {int.MaxValue} samples, or be 0 and null for none.");
        if (SampleRate is < LogMel.MinSampleRate or > LogMel.MaxSampleRate)
            throw new ArgumentException($"mmadfer_clip.sample_rate is {SampleRate}; it must be between {LogMel.MinSampleRate} and {LogMel.MaxSampleRate}.");
        int channels = Channels == 0 ? 1 : Channels;
        if (channels < 0 || SampleCount % channels != 0)
            throw new ArgumentException($"mmadfer_clip.channels is {Channels}; it must be positive or 0 (for 1), and sample_count ({SampleCount}) a multiple of it.");
        return new ClipAudioSource(Samples, (int)SampleCount, SampleRate, channels);
    }
}
