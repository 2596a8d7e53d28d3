using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk;

/// <summary>How an <see cref="EmotionRecognizer"/> runs. The defaults work everywhere.</summary>
public sealed record EmotionRecognizerOptions
{
    /// <summary>
    /// The engine that runs the network; the CPU by default. An <see cref="EnginePicker"/> takes the best engine that works and
    /// survives its loss; with any other engine, a missing or failing device is an error.
    /// </summary>
    public Engine Engine { get; init; } = new CpuEngine();

    /// <summary>
    /// Averages the probabilities over two choices of 16 frames of the clip (the starred rows of the paper's tables): a
    /// little more accurate, twice the time. Clips of up to 16 frames have only one choice and take no longer.
    /// </summary>
    public bool TwoClip { get; init; }

    /// <summary>
    /// What clips and streams hear of audio with several channels; <see cref="AudioChannel.Auto"/> by default. Mono, and stereo with a voice
    /// in the first channel, sound the same either way.
    /// </summary>
    public AudioChannel AudioChannel { get; init; }

    /// <summary>
    /// The maximum number of windows of several streams that run together, between 1 and 32; 1 by default. It helps on a GPU that one
    /// window does not fill. A CPU takes as long for several windows together as for one after the other, and runs them so, whatever
    /// this is set to. With more than 1, the network is prepared twice, for one window and for several, so loading takes longer
    /// and the weights take twice the memory.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 1 and 32.</exception>
    public int MaxBatch
    {
        get;
        init => field = value is >= 1 and <= 32
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxBatch)} must be between 1 and 32.");
    } = 1;

    /// <summary>
    /// Path of an adapter (<c>adapter.safetensors</c> of a fine-tuning) to load with the model; null for none. The adapter must have
    /// been trained on that model: a model file states the identity of its encoders; for any other file it is computed, which takes
    /// about a second.
    /// </summary>
    public string? AdapterPath { get; init; }
}
