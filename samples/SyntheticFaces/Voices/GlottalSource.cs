namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>
/// The vocal folds: in each period they open slowly, close fast (Rosenberg's pulse) and rest. What leaves them is the
/// pulse's slope, as lips radiate changes; a low-pass filter makes it as dark as the manner asks; breath is noise while they
/// are open.
/// </summary>
internal sealed class GlottalSource(Manner manner, double tilt, Draws draws)
{
    private readonly double _open = 0.45 + (0.35 * Math.Min(manner.Breath, 1));
    // The faster the folds close, the stronger the overtones.
    private readonly double _closing = Math.Clamp(0.92 - (0.3 * tilt), 0.55, 0.92);
    private readonly double _pole = Math.Clamp((0.95 * tilt) - 0.05, 0, 0.93);
    private double _phase;
    private double _deviation = 1;
    private double _strength = 1;
    private bool _second;
    private double _flow;
    private double _dark;

    /// <summary>The next sample of tone and of breath, for a pitch in cycles per sample.</summary>
    public (double Tone, double Breath) Next(double pitch)
    {
        _phase += pitch * _deviation;
        if (_phase >= 1)
        {
            _phase -= 1;
            _second = !_second;
            _deviation = Math.Max(0.5, 1 + (manner.Jitter * draws.Bell()));
            _strength = (1 + (2 * manner.Jitter * draws.Bell())) * (_second ? 1 - manner.Roughness : 1);
        }
        double flow = Flow(_phase);
        // A period's slope should not depend on the pitch.
        double slope = (flow - _flow) * _strength / (pitch * 6);
        _flow = flow;
        _dark += (1 - _pole) * (slope - _dark);
        double noise = (2 * draws.Unit()) - 1;
        return (_dark * (1 + _pole), noise * manner.Breath * (0.25 + flow) * 0.6);
    }

    private double Flow(double phase)
    {
        double opening = _closing * _open;
        if (phase < opening)
            return 0.5 * (1 - Exact.CosTurns(0.5 * phase / opening));
        return phase < _open ? Exact.CosTurns(0.25 * (phase - opening) / (_open - opening)) : 0;
    }
}
