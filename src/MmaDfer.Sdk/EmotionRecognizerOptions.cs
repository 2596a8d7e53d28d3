using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk;

/// <summary>How an <see cref="EmotionRecognizer"/> runs. The defaults work everywhere.</summary>
public sealed record EmotionRecognizerOptions
{
    /// <summary>
    /// Where the network runs; the CPU unless told otherwise. An <see cref="EnginePicker"/> takes the best device that works and
    /// survives its loss; with any other engine, one that is missing or fails is an error.
    /// </summary>
    public Engine Engine { get; init; } = new CpuEngine();

    /// <summary>
    /// Averages the probabilities over two choices of 16 frames of the clip (the starred rows of the paper's tables): a
    /// little more accurate, twice the time. Clips of up to 16 frames have only one choice and cost no more.
    /// </summary>
    public bool TwoClip { get; init; }

    /// <summary>
    /// Windows of several streams that are run as one, 1 to 32, where that pays: on a GPU that one window does not fill, not on a
    /// processor, which takes as long for several windows as for one after the other and runs them so, whatever is set here. 1. With more,
    /// the network is made ready twice, for one window and for as many, so that loading takes longer and the weights are held twice.
    /// </summary>
    public int MaxBatch
    {
        get;
        init => field = value is >= 1 and <= 32 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "From 1 to 32 is allowed.");
    } = 1;

    /// <summary>
    /// Path of an adapter (<c>adapter.safetensors</c> of a fine-tuning) to put on the model as it is loaded; null for none. It
    /// must have been trained on that model: a model file states the identity of its encoders, of any other file it is computed,
    /// which takes about a second.
    /// </summary>
    public string? Adapter { get; init; }
}
