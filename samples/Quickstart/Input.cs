using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Quickstart;

/// <summary>What to recognise: pictures, sound, or a file with both.</summary>
internal sealed record Input(string Name, string? Frames, string? Audio)
{
    public IFrameSource? OpenFrames() => Frames is null ? null : FrameSource.Open(Frames);

    /// <summary>A film may be silent; a sound file that was named must be there.</summary>
    public IAudioSource? OpenAudio() => Audio is null ? null : Audio == Frames ? AudioSource.TryOpen(Audio) : AudioSource.Open(Audio);
}
