using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk;

/// <content>Streams over frames and audio that arrive, and over sources that are watched.</content>
public sealed partial class EmotionRecognizer
{
    /// <summary>Opens a stream that follows a face: for frames and audio that arrive while the program runs.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>The stream; dispose it. It ends with this recognizer at the latest.</returns>
    /// <exception cref="ArgumentException">
    /// The label map or the baseline belongs to a model with other labels, or approximate windows are asked for together with TwoClip.
    /// </exception>
    /// <exception cref="EngineException">Approximate windows are asked for, and the engine or the model does not support them.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public EmotionStream OpenStream(EmotionStreamOptions? options = null) => OpenStream(options, null);

    /// <summary>
    /// Watches sources to their end and returns one reading after the other. Of cameras and microphones
    /// (<see cref="IFrameSource.IsLive"/>) it takes the newest window, as often as the machine can; of recordings it takes every window,
    /// however long that takes, with the same result on any machine.
    /// </summary>
    /// <param name="frames">The frames; null for none. Read, not disposed.</param>
    /// <param name="audio">The audio; null for none. Read, not disposed. Its times and those of the frames are on one clock.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">
    /// Ends watching, as leaving the loop does. A read that waits for a device continues until the device delivers data or is disposed.
    /// </param>
    /// <exception cref="ArgumentException">Both sources are null, or the options do not fit the model.</exception>
    /// <exception cref="MediaException">A source is damaged or its decoder failed; or a device was lost, and reading it again failed too.</exception>
    /// <exception cref="EngineException">The engine failed (live: it was tried again, and failed for 3 s without a success between).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public IAsyncEnumerable<EmotionReading> WatchAsync(
        IFrameSource? frames, IAudioSource? audio, EmotionStreamOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (frames is null && audio is null)
            throw new ArgumentException("Frames, audio or both are needed.", nameof(frames));
        options = Fit(options);
        if (frames?.IsLive == true || audio?.IsLive == true)
            return SourceWatch.Live<EmotionReading>(frames, audio, onReading => OpenStream(options, onReading), options.TimeProvider, cancellationToken);
        var stream = new LiveStream(options, ImageSize, Labels, () => Hearing);
        return SourceWatch.Recorded(frames, audio, stream, options, _network, new WindowBuffer(ImageSize, _options.TwoClip), cancellationToken);
    }

    private EmotionStream OpenStream(EmotionStreamOptions? options, Action<EmotionReading>? onReading)
    {
        options = Fit(options);
        var stream = new EmotionStream(this, options, _workers, Forget, onReading);
        Remember(stream);
        return stream;
    }

    /// <summary>Ends a stream or a scene with this recognizer.</summary>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed; so is the stream.</exception>
    private void Remember(IDisposable stream)
    {
        bool tooLate;
        lock (_streams)
        {
            tooLate = _disposed;
            _streams.Add(stream, null);
        }
        if (tooLate)
            stream.Dispose();
        ObjectDisposedException.ThrowIf(tooLate, this);
    }

    /// <summary>The options, checked, with what the model asks for.</summary>
    private EmotionStreamOptions Fit(EmotionStreamOptions? options)
    {
        options ??= new EmotionStreamOptions();
        Check(options);
        return options with { AlignFace = AlignsFaces };
    }

    private void Check(EmotionStreamOptions options)
    {
        if (options.LabelMap?.Keys.FirstOrDefault(k => EmotionLabels.IndexOf(Labels, k) < 0) is { } unknown)
            throw new ArgumentException($"The label map contains '{unknown}', which is not a label of the model; its labels are {string.Join(", ", Labels)}.", nameof(options));
        if (options.Baseline is { } baseline && !baseline.Labels.SequenceEqual(Labels))
            throw new ArgumentException($"The baseline belongs to a model with other labels; the labels of this model are {string.Join(", ", Labels)}.", nameof(options));
        if (options.Reuse == WindowReuse.Exact)
            return;
        if (_options.TwoClip)
            throw new ArgumentException("Approximate windows have one choice of frames, but this recognizer averages two; load it without TwoClip.", nameof(options));
        _network.PrepareSliding();
    }

    private void Forget(IDisposable stream)
    {
        lock (_streams)
            _streams.Remove(stream);
    }
}
