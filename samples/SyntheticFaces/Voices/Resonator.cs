namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>One formant: a digital filter with two poles and gain 1 at 0 Hz.</summary>
internal sealed class Resonator
{
    private double _a, _b, _c;
    private double _last, _lastButOne;

    /// <param name="frequency">Hertz.</param>
    /// <param name="width">Hertz between the points of half power.</param>
    /// <param name="rate">Samples a second.</param>
    public void Tune(double frequency, double width, double rate)
    {
        double radius = Exact.Exp2(-width / rate * (Math.PI / 0.69314718055994531));
        _c = -radius * radius;
        _b = 2 * radius * Exact.CosTurns(Math.Min(frequency / rate, 0.48));
        _a = 1 - _b - _c;
    }

    public double Next(double input)
    {
        double output = (_a * input) + (_b * _last) + (_c * _lastButOne);
        (_last, _lastButOne) = (output, _last);
        return output;
    }
}
