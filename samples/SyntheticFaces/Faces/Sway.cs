namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>A slow, never quite regular movement about a middle: heads do not keep still.</summary>
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
