namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>What a face does in the course of one clip. Nothing here knows the emotion, only its group of faces.</summary>
internal sealed class Performance
{
    private readonly Expression _peak;
    private readonly Blinks _blinks;
    private readonly Sway _yaw;
    private readonly Sway _pitch;
    private readonly Sway _roll;
    private readonly Sway _gaze;
    private readonly float _jaw;

    public Performance(FaceGroup group, Draws draws, double seconds)
    {
        Curve = ExpressionCurve.Draw(draws, seconds);
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
