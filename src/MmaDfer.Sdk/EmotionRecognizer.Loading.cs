using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Recognition;

namespace MmaDfer.Sdk;

/// <content>The factory methods.</content>
public sealed partial class EmotionRecognizer
{
    /// <summary>Loads a model: a <c>.safetensors</c> file made by <c>ModelConverter</c> of MmaDfer.Sdk.Training, or an official <c>.pth</c> checkpoint.</summary>
    /// <param name="path">The file, whose contents determine its format. Nothing in it is executed. It is not needed after loading.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <exception cref="ModelFileException">The file is missing, damaged, hostile, incomplete or not an MMA-DFER model.</exception>
    /// <exception cref="ShapeMismatchException">A tensor has the wrong shape.</exception>
    /// <exception cref="EngineException">The engine is not available on this machine.</exception>
    public static EmotionRecognizer Load(string path, EmotionRecognizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Load(_ => ModelFile.Open(path), options, null, CancellationToken.None);
    }

    /// <summary>Loads a model from the present position of a stream (in a game's archive, say). The caller keeps the stream.</summary>
    /// <inheritdoc cref="Load(string, EmotionRecognizerOptions?)"/>
    public static EmotionRecognizer Load(Stream stream, EmotionRecognizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(o => Open(stream, o), options, null, CancellationToken.None);
    }

    /// <summary>Loads a model on another thread.</summary>
    /// <param name="path">The file, whose contents determine its format.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <param name="progress">Receives the share of the file read, 0 to 1, on a loading thread.</param>
    /// <param name="cancellationToken">Stops loading; nothing is kept.</param>
    /// <inheritdoc cref="Load(string, EmotionRecognizerOptions?)"/>
    /// <exception cref="OperationCanceledException">Loading was cancelled.</exception>
    public static Task<EmotionRecognizer> LoadAsync(
        string path, EmotionRecognizerOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Task.Run(() => Load(_ => ModelFile.Open(path), options, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Loads a model from a stream on another thread; the stream must stay open until then.</summary>
    /// <inheritdoc cref="LoadAsync(string, EmotionRecognizerOptions?, IProgress{double}?, CancellationToken)"/>
    public static Task<EmotionRecognizer> LoadAsync(
        Stream stream, EmotionRecognizerOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Task.Run(() => Load(o => Open(stream, o), options, progress, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Creates the network in its real size with random weights: to measure speed, and to try out the SDK before weights are
    /// available. Its predictions mean nothing, and <see cref="IsTrained"/> is false.
    /// </summary>
    /// <param name="imageSize">Width and height of the frames: a multiple of 16; published models have 112, 160 or 224.</param>
    /// <param name="labels">The labels; null for the seven of DFEW.</param>
    /// <param name="options">How to run; null for the defaults.</param>
    /// <exception cref="ArgumentException">The image size or a label is not possible.</exception>
    /// <exception cref="EngineException">The engine is not available on this machine.</exception>
    public static EmotionRecognizer CreateUntrained(
        int imageSize = 112, IReadOnlyList<string>? labels = null, EmotionRecognizerOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, MmaDferConfig.Patch);
        if (imageSize % MmaDferConfig.Patch != 0)
            throw new ArgumentOutOfRangeException(nameof(imageSize), imageSize, $"The image size must be a multiple of {MmaDferConfig.Patch}.");
        labels = labels is null ? EmotionLabels.Dfew : EmotionLabels.CheckArgument(labels, nameof(labels));
        var config = new MmaDferConfig { ImageSize = imageSize, Classes = labels.Count };
        return Load(_ => ModelFile.Untrained(config, labels), options, null, CancellationToken.None);
    }

    private static ModelFile Open(Stream stream, EmotionRecognizerOptions options) =>
        ModelFile.Open(stream, stream is FileStream file ? file.Name : "the stream", keep: options.Engine.KeepsWeights);

    private static EmotionRecognizer Load(
        Func<EmotionRecognizerOptions, ModelFile> open, EmotionRecognizerOptions? options, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        options ??= new EmotionRecognizerOptions();
        return new EmotionRecognizer(LoadedNetwork.Load(() => open(options), options, progress, cancellationToken), options);
    }
}
