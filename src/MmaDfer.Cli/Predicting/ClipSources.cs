using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Predicting;

/// <summary>The open sources of a clip.</summary>
internal sealed record ClipSources(IFrameSource? Frames, IAudioSource? Audio) : IDisposable
{
    public void Dispose()
    {
        Frames?.Dispose();
        Audio?.Dispose();
    }
}
