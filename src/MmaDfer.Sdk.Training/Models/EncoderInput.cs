using System.Globalization;

namespace MmaDfer.Sdk.Models;

/// <summary>How the frames were scaled that a pretrained face encoder learned. The network gives it 0 to 1, so the rest becomes part of its patch filters.</summary>
public enum EncoderScaling
{
    /// <summary>0 to 1, as MAE-Face learned.</summary>
    UnitRange,

    /// <summary>-1 to 1, (x - 0.5) / 0.5, as timm's augreg weights and Google's ViT learned.</summary>
    SignedRange,

    /// <summary>Less ImageNet's mean (0.485, 0.456, 0.406), by its deviation (0.229, 0.224, 0.225): MAE, DeiT, torchvision.</summary>
    ImageNet,
}

/// <summary>
/// The normalisation of the input that an encoder learned, (x - mean) / deviation for each channel, where x is what the network gives it:
/// red, green and blue between 0 and 1, or log-mel features that are normalised as AudioMAE's.
/// </summary>
/// <param name="Mean">For each channel.</param>
/// <param name="Deviation">For each channel, not 0.</param>
internal sealed record EncoderInput(IReadOnlyList<double> Mean, IReadOnlyList<double> Deviation)
{
    /// <summary>AudioMAE's normalisation of the filter bank, (x - mean) / (2 deviation), which is the network's and the AST's.</summary>
    private const double AudioMean = -4.2677393, AudioDeviation = 4.5689974;

    /// <summary>Whether nothing has to be folded.</summary>
    public bool IsNone => Mean.All(m => m == 0) && Deviation.All(d => d == 1);

    public static EncoderInput Of(EncoderScaling scaling) => scaling switch
    {
        EncoderScaling.UnitRange => new([0, 0, 0], [1, 1, 1]),
        EncoderScaling.SignedRange => new([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
        EncoderScaling.ImageNet => new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        _ => throw new ArgumentOutOfRangeException(nameof(scaling), scaling, "There is no such scaling."),
    };

    /// <summary>That of an AST that learned a filter bank with another mean and deviation.</summary>
    public static EncoderInput OfFilterBank(double mean, double deviation) =>
        new([(mean - AudioMean) / (2 * AudioDeviation)], [deviation / AudioDeviation]);

    /// <summary>
    /// Makes the normalisation a part of patch filters: w / deviation, b - sum of w mean / deviation. The result for x is exactly that of
    /// the old filters for the normalised x, as patches do not overlap the edge of a frame.
    /// </summary>
    /// <param name="filters">[width, channels, ...], changed.</param>
    /// <param name="biases">[width], changed.</param>
    public void Fold(Span<double> filters, Span<double> biases)
    {
        int channels = Mean.Count, area = filters.Length / (biases.Length * channels);
        for (int i = 0; i < biases.Length; i++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                Span<double> filter = filters.Slice((i * channels + channel) * area, area);
                double sum = 0;
                foreach (ref double weight in filter)
                {
                    weight /= Deviation[channel];
                    sum += weight;
                }
                biases[i] -= sum * Mean[channel];
            }
        }
    }

    /// <summary>For example "(x - 0.5) / 0.5".</summary>
    public override string ToString() => $"(x - {Text(Mean)}) / {Text(Deviation)}";

    private static string Text(IReadOnlyList<double> values)
    {
        string[] texts = [.. values.Select(v => v.ToString("0.####", CultureInfo.InvariantCulture))];
        return texts.Distinct().Count() == 1 ? texts[0] : $"({string.Join(", ", texts)})";
    }
}
