using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Recording;

public sealed partial class ClipRecorder
{
    private volatile bool _paused;
    private int _request;

    /// <summary>Raised by <see cref="RunAsync"/> on its own thread; the recording waits for the handlers.</summary>
    public event EventHandler<RecordingStepEventArgs>? Stepped;

    /// <summary>Whether the recording was paused.</summary>
    public bool IsPaused => _paused;

    /// <summary>
    /// Records what is missing: for each clip a prompt, a countdown, a take, which is repeated while it is not good enough
    /// (<see cref="ClipRecorderOptions.MaxAttempts"/>). Runs on a thread of its own until all clips are there, a source ends, or <see cref="Stop"/>.
    /// Times are those of the sources, so that files take no longer than their decoding.
    /// </summary>
    /// <param name="frames">The frames; null for <see cref="Modality.Audio"/>. It stays the caller's and is read on.</param>
    /// <param name="audio">The audio, on the same clock; null for <see cref="Modality.Video"/>. It stays the caller's. A live one is read by a thread of its own.</param>
    /// <param name="cancellationToken">Stops the recording; clips that were added stay.</param>
    /// <returns>What was added.</returns>
    /// <exception cref="ArgumentException">The sources are not those of <see cref="ClipRecorderOptions.Modality"/>.</exception>
    /// <exception cref="MediaException">A source is damaged or was lost, or a clip cannot be written. Clips that were added stay; another run goes on.</exception>
    /// <exception cref="DatasetException">The list cannot be written. Clips that were added stay.</exception>
    /// <exception cref="OperationCanceledException">The recording was cancelled.</exception>
    public Task<RecordingResult> RunAsync(IFrameSource? frames, IAudioSource? audio, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (frames is null != (_options.Modality == Modality.Audio))
            throw new ArgumentException($"{nameof(ClipRecorderOptions.Modality)} is {_options.Modality}, so there must be {(frames is null ? "" : "no ")}frames.", nameof(frames));
        if (audio is null != (_options.Modality == Modality.Video))
            throw new ArgumentException($"{nameof(ClipRecorderOptions.Modality)} is {_options.Modality}, so there must be {(audio is null ? "" : "no ")}audio.", nameof(audio));
        return Task.Run(
            () =>
            {
                using var pump = new SourcePump(this, frames, audio);
                return new RecordingLoop(this, pump, _options, cancellationToken).Run();
            },
            CancellationToken.None);
    }

    /// <summary>Pauses before the next take; a take that is going on is dropped.</summary>
    public void Pause() => _paused = true;

    /// <summary>Ends the pause.</summary>
    public void Resume() => _paused = false;

    /// <summary>Leaves out what is asked for now; another run asks for it again.</summary>
    public void Skip() => Request(RecordingRequest.Skip);

    /// <summary>Deletes the last clip of this run and records it again.</summary>
    public void RepeatLast() => Request(RecordingRequest.Repeat);

    /// <summary>Ends the recording; a take that is going on is dropped.</summary>
    public void Stop() => Request(RecordingRequest.Stop);

    internal RecordingRequest PendingRequest => (RecordingRequest)Volatile.Read(ref _request);

    internal RecordingRequest TakeRequest() => (RecordingRequest)Interlocked.Exchange(ref _request, 0);

    internal void Raise(RecordingStepEventArgs step) => Stepped?.Invoke(this, step);

    private void Request(RecordingRequest request)
    {
        // Nothing overrules that it shall end.
        if (PendingRequest != RecordingRequest.Stop)
            Volatile.Write(ref _request, (int)request);
    }
}

/// <summary>What another thread asks of a recording.</summary>
internal enum RecordingRequest
{
    None,
    Skip,
    Repeat,
    Stop,
}
