namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>The movements of a face in one clip. They depend on the face group, not on the emotion.</summary>
internal sealed class Performance
{
    private readonly Expression _peak;
    private readonly Blinks _blinks;
    private readonly Sway _yaw;
    private readonly Sway _pitch;
    private readonly Sway _roll;
    private readonly Sway _gaze;
    private readonly float _jaw;

    /// <param name="group">What the face shows.</param>
    /// <param name="draws">Decide how.</param>
    /// <param name="seconds">Length of the clip; the person blinks and looks around as long.</param>
    /// <param name="lasting">The expression comes as in a clip of the usual length and then stays.</param>
    public Performance(FaceGroup group, Draws draws, double seconds, bool lasting = false)
    {
        Curve = lasting
            ? ExpressionCurve.Draw(draws, ClipSettings.Seconds) with { Offset = double.MaxValue }
            : ExpressionCurve.Draw(draws, seconds);
        _blinks = new Blinks(draws, seconds);
        _yaw = new Sway(draws, 0.13, 0.09);
        _pitch = new Sway(draws, 0.05, 0.05);
        _roll = new Sway(draws, 0.05, 0.05);
        _gaze = new Sway(draws, 0.12, 0.2);
        _jaw = draws.Float(0.22, 0.4);
        _peak = PeakExpression.Draw(group, draws);
    }

    public ExpressionCurve Curve { get; }

    /// <param name="seconds">Since the clip's start.</param>
    /// <param name="speech">How far the voice opens the mouth, 0 to 1.</param>
    public Expression At(double seconds, float speech)
    {
        Expression shown = Expression.Between(new Expression(), _peak, Curve.At(seconds));
        return shown with
        {
            EyeOpening = MathF.Max(shown.EyeOpening, 0) * _blinks.OpeningAt(seconds),
            MouthOpening = MathF.Max(shown.MouthOpening, 0) + (_jaw * speech),
            MouthWidth = shown.MouthWidth - (0.06f * speech),
            Yaw = shown.Yaw + _yaw.At(seconds),
            Pitch = shown.Pitch + _pitch.At(seconds),
            Roll = shown.Roll + _roll.At(seconds),
            GazeX = shown.GazeX + _gaze.At(seconds),
        };
    }
}

/// <summary>Strength of an expression over time: it rises, stays at its peak and fades, not always to zero.</summary>
/// <param name="Onset">Seconds at which it sets in.</param>
/// <param name="Rise">Seconds until the peak.</param>
/// <param name="Offset">Seconds at which it starts to fade.</param>
/// <param name="Fall">Seconds that it fades for.</param>
/// <param name="Rest">What is left of it afterwards.</param>
/// <param name="Intensity">Strength at the peak; 1 is full.</param>
internal sealed record ExpressionCurve(double Onset, double Rise, double Offset, double Fall, double Rest, double Intensity)
{
    public static ExpressionCurve Draw(Draws draws, double seconds) => new(
        seconds * draws.Between(-0.05, 0.2),
        draws.Between(0.2, 0.5),
        seconds * draws.Between(0.65, 0.95),
        draws.Between(0.3, 0.6),
        draws.Between(0.2, 0.6),
        draws.Between(0.75, 1.1));

    public float At(double seconds)
    {
        double rise = Exact.Smooth((seconds - Onset) / Rise);
        double fall = Exact.Smooth((seconds - Offset) / Fall);
        return (float)(Intensity * rise * (1 - ((1 - Rest) * fall)));
    }
}

/// <summary>When the eyes close and open again.</summary>
internal sealed class Blinks
{
    private const double Length = 0.24;

    private readonly List<double> _middles = [];

    public Blinks(Draws draws, double seconds)
    {
        for (double at = draws.Between(0, 3); at < seconds; at += draws.Between(1, 4))
            _middles.Add(at);
    }

    /// <summary>1 open, 0 closed.</summary>
    public float OpeningAt(double seconds)
    {
        double open = 1;
        foreach (double middle in _middles)
            open = Math.Min(open, Exact.Smooth((Math.Abs(seconds - middle) - (0.1 * Length)) / (0.4 * Length)));
        return (float)open;
    }
}

/// <summary>A slow, irregular movement around a centre, as of heads.</summary>
internal sealed class Sway
{
    private readonly double _middle;
    private readonly double _reach;
    private readonly (double Hertz, double Phase)[] _waves;

    public Sway(Draws draws, double middleDeviation, double reach)
    {
        _middle = middleDeviation * draws.Bell();
        _reach = reach * draws.Between(0.3, 1);
        _waves = [(draws.Between(0.2, 0.5), draws.Unit()), (draws.Between(0.6, 1.1), draws.Unit())];
    }

    public float At(double seconds) => (float)(_middle + (_reach * (
        (0.7 * Exact.SinTurns((_waves[0].Hertz * seconds) + _waves[0].Phase))
        + (0.3 * Exact.SinTurns((_waves[1].Hertz * seconds) + _waves[1].Phase)))));
}
