using MmaDfer.Sdk.Network;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// Patch filters to train a face encoder from scratch with: the cosines of a patch, low frequencies first, of the picture's
/// brightness, each the stronger the higher its frequency. Amplitudes in pictures fall with the frequency (Field 1987), so all
/// values of a token start equally large. Drawn filters see little but the mean colour of a patch, and what a mouth does is
/// learned many times slower.
/// </summary>
internal static class CosineFilters
{
    private const int Patch = MmaDferConfig.Patch, Channels = 3;

    /// <summary>Makes the values of pictures in 0..1 about one deviation large.</summary>
    private const double Strength = 2;

    private static readonly double[] Brightness = [0.299, 0.587, 0.114];

    private static readonly (int Down, int Across)[] Frequencies =
        [.. from down in Enumerable.Range(0, Patch)
            from across in Enumerable.Range(0, Patch)
            where down + across > 0
            orderby (down * down) + (across * across), down
            select (down, across)];

    /// <summary>How many there are; further filters are drawn.</summary>
    public static int Count => Frequencies.Length;

    /// <summary>Elements from <paramref name="start"/> on of the filters [Count, 3, 16, 16].</summary>
    public static void Read(long start, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            long element = start + i;
            int x = (int)(element % Patch), y = (int)(element / Patch % Patch), channel = (int)(element / (Patch * Patch) % Channels);
            (int down, int across) = Frequencies[element / (Channels * Patch * Patch)];
            double norm = (down == 0 || across == 0 ? 1 : 1.4142135623730951) / Patch;
            destination[i] = (float)(Strength * Math.Sqrt((down * down) + (across * across)) * norm * Brightness[channel]
                * Wave(y, down) * Wave(x, across));
        }
    }

    /// <summary>cos(pi (place + 1/2) frequency / 16), the same bits on every machine.</summary>
    private static double Wave(int place, int frequency) => SeededDraws.CosTurns(((2 * place) + 1) * frequency % (4 * Patch) / (4.0 * Patch));
}
