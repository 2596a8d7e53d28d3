using System.Globalization;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>Mean of some values and their standard deviation (of a sample: divided by one less than their number; 0 for one).</summary>
public readonly record struct MeanAndDeviation(double Mean, double Deviation)
{
    /// <summary>Computes them.</summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static MeanAndDeviation Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException("There are no values.", nameof(values));
        double mean = values.Average();
        double squares = values.Sum(v => (v - mean) * (v - mean));
        return new MeanAndDeviation(mean, values.Count == 1 ? 0 : Math.Sqrt(squares / (values.Count - 1)));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Mean:0.00} ± {Deviation:0.00}");
}
