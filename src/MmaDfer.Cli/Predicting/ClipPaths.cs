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

    /// <summary>Opens the sources on another thread; cancelled, whatever hangs is left behind, and disposed when it comes back.</summary>
    /// <exception cref="MediaException">As of <see cref="Open"/>.</exception>
    public async Task<ClipSources> OpenAsync(CancellationToken cancellationToken)
    {
        Task<ClipSources> opening = Task.Run(Open, cancellationToken);
        try
        {
            return await opening.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = opening.ContinueWith(
                static o => o.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Opens the sources, as often as needed.</summary>
    /// <exception cref="MediaException">A file is missing, damaged or of another kind.</exception>
    public ClipSources Open()
    {
        IFrameSource? frames = Frames is null ? null : OneFile ? FrameSource.TryOpen(Frames, Order) : FrameSource.Open(Frames, Order);
        try
        {
            IAudioSource? audio = Audio is null ? null : !OneFile ? AudioSource.Open(Audio)
                // Y4M and folders of images have no sound: do not ask ffmpeg, which may not be installed.
                : frames is Y4mFrameSource or ImageFolderFrameSource ? null
                : AudioSource.TryOpen(Audio);
            return frames is null && audio is null
                ? throw new MediaException($"'{Frames}' has neither pictures nor sound; a file with at least one of them is needed.")
                : new ClipSources(frames, audio);
        }
        catch
        {
            frames?.Dispose();
            throw;
        }
    }
}
