using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Predicting;

/// <summary>Where a clip comes from.</summary>
/// <param name="Frames">Path of the face; null for none.</param>
/// <param name="Audio">Path of the voice; null for none.</param>
/// <param name="OneFile">Whether both are the same file, which may lack one of the two.</param>
internal sealed record ClipPaths(string? Frames, string? Audio, bool OneFile)
{
    /// <summary>Order of the images, where the face is a folder of them.</summary>
    public FrameOrder Order { get; init; } = FrameOrder.Numeric;

    /// <inheritdoc/>
    public override string ToString() => string.Join(" + ", new[] { Frames, Audio }.OfType<string>().Distinct());

    /// <summary>Opens the sources on another thread; after a cancellation, sources that open later are disposed.</summary>
    /// <exception cref="MediaException">As of <see cref="Open"/>.</exception>
    public Task<ClipSources> OpenAsync(CancellationToken cancellationToken) =>
        SourceOpening.RunAsync(Open, cancellationToken);

    /// <summary>Opens the sources, as often as needed.</summary>
    /// <exception cref="MediaException">A file is missing, damaged or of another kind.</exception>
    public ClipSources Open()
    {
        var options = new SourceOptions { FrameOrder = Order };
        IFrameSource? frames = Frames is null ? null : OneFile ? FrameSource.TryOpen(Frames, options) : FrameSource.Open(Frames, options);
        try
        {
            IAudioSource? audio = Audio is null ? null : OneFile ? AudioSource.TryOpen(Audio) : AudioSource.Open(Audio);
            return frames is null && audio is null
                ? throw new MediaException($"'{Frames}' has neither frames nor audio; a file with at least one of them is needed.")
                : new ClipSources(frames, audio);
        }
        catch
        {
            frames?.Dispose();
            throw;
        }
    }
}
