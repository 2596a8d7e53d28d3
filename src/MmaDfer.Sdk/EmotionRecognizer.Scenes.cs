using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Live.Scenes;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk;

/// <content>Scenes with several people.</content>
public sealed partial class EmotionRecognizer
{
    /// <summary>Opens a scene that follows several people: for frames and audio that arrive while the program runs.</summary>
    /// <param name="options">How; with a face finder.</param>
    /// <returns>The scene; dispose it. It ends with this recognizer at the latest.</returns>
    /// <exception cref="ArgumentException">
    /// There is no face finder, there is a baseline, the label map belongs to a model with other labels, or approximate windows are asked for
    /// together with TwoClip.
    /// </exception>
    /// <exception cref="EngineException">Approximate windows are asked for, and the engine or the model does not support them.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public EmotionScene OpenScene(EmotionSceneOptions options) => OpenScene(options, null);

    /// <summary>
    /// Watches the people in sources to their end and returns one list after the other: everybody who is in view, with their newest readings.
    /// Of cameras and microphones (<see cref="IFrameSource.IsLive"/>) it takes the newest windows, as often as the machine can; of recordings it
    /// takes every window, however long that takes, with the same result on any machine.
    /// </summary>
    /// <param name="frames">The frames. Read, not disposed.</param>
    /// <param name="audio">The audio; null for none. Read, not disposed. Its times and those of the frames are on one clock.</param>
    /// <param name="options">How; with a face finder.</param>
    /// <param name="cancellationToken">
    /// Ends watching, as leaving the loop does. A read that waits for a device continues until the device delivers data or is disposed.
    /// </param>
    /// <returns>Of each interval: the people, none if nobody is there.</returns>
    /// <exception cref="ArgumentException">As for <see cref="OpenScene(EmotionSceneOptions)"/>.</exception>
    /// <exception cref="MediaException">A source is damaged or its decoder failed; or a device was lost, and reading it again failed too.</exception>
    /// <exception cref="EngineException">The engine failed (live: it was tried again, and failed for 3 s without a success between).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The recognizer was disposed.</exception>
    public IAsyncEnumerable<IReadOnlyList<ScenePerson>> WatchPeopleAsync(
        IFrameSource frames, IAudioSource? audio, EmotionSceneOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(frames);
        options = Fit(options);
        if (frames.IsLive || audio?.IsLive == true)
            return SourceWatch.Live<IReadOnlyList<ScenePerson>>(frames, audio, onPeople => OpenScene(options, onPeople), options.Stream.TimeProvider, cancellationToken);
        var scene = new LiveScene(options, ImageSize, Labels, () => Hearing);
        return SceneWatch.Recorded(frames, audio, scene, options, _network, () => new WindowBuffer(ImageSize, _options.TwoClip), cancellationToken);
    }

    private EmotionScene OpenScene(EmotionSceneOptions options, Action<IReadOnlyList<ScenePerson>>? onPeople)
    {
        options = Fit(options);
        var scene = new EmotionScene(this, options, _workers, Forget, onPeople);
        Remember(scene);
        return scene;
    }

    private EmotionSceneOptions Fit(EmotionSceneOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Stream?.FaceFinder is null)
            throw new ArgumentException("A scene needs a face finder: FaceFinder.Default(), for example.", nameof(options));
        if (options.Stream.Baseline is not null)
            throw new ArgumentException("A baseline is one person's, so a scene cannot have one for all.", nameof(options));
        return options with { Stream = Fit(options.Stream) };
    }
}
