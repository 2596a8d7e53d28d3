using System.Numerics;
using MmaDfer.Samples.SyntheticFaces.Drawing;

namespace MmaDfer.Samples.SyntheticFaces.Faces;

/// <summary>The colours of a person.</summary>
internal sealed record Palette(Vector3 Skin, Vector3 Hair, Vector3 Iris, Vector3 Lips, Vector3 Shirt)
{
    private static readonly int[] _skins = [0xF7D7C0, 0xF1C7A3, 0xE3AC82, 0xC98A5E, 0xA66B42, 0x7E4C2E, 0x5C3722];
    private static readonly int[] _hairs = [0x1D1A1A, 0x3A2A20, 0x5E3B22, 0x8A5A2B, 0xC99A4B, 0xE6CD8A, 0x9C3D22, 0x9A9A9F, 0xDEDEDE];
    private static readonly int[] _irises = [0x4A2F1B, 0x6B4423, 0x3F6B3A, 0x3F74A8, 0x6F7F8C, 0x2B2B33];

    public static Palette Draw(Draws draws)
    {
        // Cartoon people come in all colours: some are blue or green.
        bool fantasy = draws.Chance(0.12);
        Vector3 invented = Colours.Hsv(draws.Float(0.2, 0.9), draws.Float(0.25, 0.45), draws.Float(0.75, 0.95));
        int tone = draws.Below(_skins.Length - 1);
        Vector3 skin = Geometry.Towards(Colours.Hex(_skins[tone]), Colours.Hex(_skins[tone + 1]), draws.Float(0, 1));
        Vector3 dyed = Colours.Hsv(draws.Float(0, 1), draws.Float(0.4, 0.8), draws.Float(0.4, 0.9));
        Vector3 hair = draws.Chance(0.12) ? dyed : Colours.Hex(_hairs[draws.Below(_hairs.Length)]);
        Vector3 iris = Colours.Hex(_irises[draws.Below(_irises.Length)]);
        skin = fantasy ? invented : skin;
        Vector3 lips = Geometry.Towards(skin * 0.75f, Colours.Hsv(draws.Float(-0.05, 0.03), 0.65f, 0.7f), draws.Float(0.25, 0.8));
        Vector3 shirt = Colours.Hsv(draws.Float(0, 1), draws.Float(0.1, 0.8), draws.Float(0.2, 0.95));
        return new Palette(skin, hair, iris, lips, shirt);
    }
}
