using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Predicting;

/// <summary>The files of a clip.</summary>
/// <param name="Frames">Path of the frames; null for none.</param>
/// <param name="Audio">Path of the audio; null for none.</param>
/// <param name="OneFile">Whether both are the same file, which may lack frames or audio.</param>
internal sealed record ClipPaths(string? Frames, string? Audio, bool OneFile)
{
    /// <summary>Order of the images, if the frames are a folder of them.</summary>
    public FrameOrder Order { get; init; } = FrameOrder.Numeric;

    /// <summary>Degrees by which the frames must be turned clockwise.</summary>
    public int Rotation { get; init; }

    /// <summary>Whether the frames show a mirror image.</summary>
    public bool Mirrored { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(" + ", new[] { Frames, Audio }.OfType<string>().Distinct());

    /// <summary>Opens the sources on another thread; after a cancellation, sources that open later are disposed.</summary>
    /// <exception cref="MediaException">As of <see cref="Open"/>.</exception>
    public Task<ClipSources> OpenAsync(CancellationToken cancellationToken) =>
        SourceOpening.RunAsync(Open, cancellationToken);

    /// <summary>Opens the sources; may be called repeatedly.</summary>
    /// <exception cref="MediaException">A file is missing, damaged or of an unknown kind.</exception>
    public ClipSources Open()
    {
        var options = new SourceOptions { FrameOrder = Order, Rotation = Rotation, Mirrored = Mirrored };
        IFrameSource? frames = Frames is null ? null : OneFile ? FrameSource.TryOpen(Frames, options) : FrameSource.Open(Frames, options);
        try
        {
            IAudioSource? audio = Audio is null ? null : OneFile ? AudioSource.TryOpen(Audio) : AudioSource.Open(Audio);
            return frames is null && audio is null
                ? throw new MediaException($"'{Frames}' has neither frames nor audio; at least one of the two is needed.")
                : new ClipSources(frames, audio);
        }
        catch
        {
            frames?.Dispose();
            throw;
        }
    }
}

/// <summary>The open sources of a clip.</summary>
internal sealed record ClipSources(IFrameSource? Frames, IAudioSource? Audio) : IDisposable
{
    public void Dispose()
    {
        Frames?.Dispose();
        Audio?.Dispose();
    }
}
