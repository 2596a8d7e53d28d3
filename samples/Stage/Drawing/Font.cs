using System.Collections.Frozen;
using System.Numerics;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>
/// A stroke font. Each letter has a width and some strokes; a stroke is a list of points of two base-36 digits (x, y). y is 0 at the top of capital
/// letters, 4 at the top of small ones, c at the baseline and g at the lowest point. "~" marks a curve with control points, "@" a closed one.
/// </summary>
internal static class Font
{
    public const float CapHeight = 12;

    private const float Gap = 4;

    private const string All =
        "A8 0c408c 1878|B8 000c ~00707606 ~06868c0c|C8 ~8380000c8c89|D8 000c ~00808c0c|E7 70000c7c 0666|F7 70000c 0666|G8 ~8380000c8c87 8757|" +
        "H8 000c 808c 0686|I0 000c|J6 6068 ~686c0c09|K8 000c 7007 348c|L7 000c7c|M9 0c0048808c|N8 0c008c80|O8 @00808c0c|P8 000c ~00808707|" +
        "Q8 @00808c0c 598d|R8 000c ~00808707 478c|S8 ~82800006868c0c0a|T8 0080 404c|U8 0008 ~080c8c88 8880|V8 004c80|Wa 002c528ca0|X8 008c 800c|" +
        "Y8 004680 464c|Z8 00800c8c|" +
        "a7 @04747c0c 747c|b7 000c @04747c0c|c7 ~7674040c7c7a|d7 707c @04747c0c|e7 0878 ~7874040c7c7b|f5 ~502024 242c 0454|g7 @04747c0c 747d ~7d7g0g0f|" +
        "h7 000c ~08047478 787c|i0 040c 0101|j2 242d ~2d2g0g 2121|k6 000c 6409 276c|l3 0009 ~090c3c|ma 040c ~08045458 585c ~5854a4a8 a8ac|n7 040c ~08047478 787c|" +
        "o7 @04747c0c|p7 040g @04747c0c|q7 747g @04747c0c|r4 040c ~080444|s6 ~65640408686c0c0b|t5 2129 ~292c5c 0454|u7 0408 ~080c7c78 747c|v6 043c64|" +
        "wa 042c558ca4|x6 046c 640c|y6 043c 641g|z6 04640c6c|" +
        "07 @00707c0c|14 03404c|27 ~030070750c 0c7c|37 ~0200707636 ~36767c0c0a|47 5c500878|57 701005 ~05747c0c0a|67 ~610008 @05757c0c|77 00702c|" +
        "87 @10606515 @05757c0c|97 @00707707 ~747c1b|" +
        ".0 0c0c|,0 0c0e|:0 0505 0c0c|;0 0505 0c0e|-4 0747|+6 0767 343a|%9 @00303404 @68989c6c 900c|/4 400c|(3 ~30000c3c|)3 ~00303c0c|'0 0003|\"2 0003 2023|" +
        "!0 0008 0c0c|?6 ~0200606536 3638 3c3c|=5 0555 0959|_7 0c7c|<6 63076b|>6 03670b|°3 @00303303|·0 0707|→9 0797 64976a|×4 0549 4509|–7 0777|[3 30000c3c|]3 00303c0c|\u25A17 00707c0c00";

    private static readonly FrozenDictionary<char, (float Advance, (Vector2, Vector2)[] Strokes)> Large = Parse(3), Small = Parse(2);

    public static float Advance(char letter) => letter == ' ' ? 6 : Of(letter).Advance;

    /// <param name="letter">The letter.</param>
    /// <param name="isSmall">Whether it is shown so small that rough curves are enough.</param>
    public static ReadOnlySpan<(Vector2 From, Vector2 To)> Strokes(char letter, bool isSmall) => letter == ' ' ? [] : Of(letter, isSmall).Strokes;

    public static float Width(ReadOnlySpan<char> text)
    {
        float width = 0;
        foreach (char letter in text)
            width += Advance(letter);
        return Math.Max(0, width - Gap);
    }

    /// <summary>Unknown characters are an empty box.</summary>
    private static (float Advance, (Vector2, Vector2)[] Strokes) Of(char letter, bool isSmall = false)
    {
        FrozenDictionary<char, (float, (Vector2, Vector2)[])> letters = isSmall ? Small : Large;
        return letters.GetValueOrDefault(letter, letters['\u25A1']);
    }

    private static FrozenDictionary<char, (float, (Vector2, Vector2)[])> Parse(int smoothness)
    {
        var letters = new Dictionary<char, (float, (Vector2, Vector2)[])>();
        foreach (string letter in All.Split('|'))
        {
            var strokes = new List<(Vector2, Vector2)>();
            foreach (string stroke in letter[2..].TrimStart().Split(' '))
                AddStroke(strokes, stroke, smoothness);
            letters.Add(letter[0], (Digit(letter[1]) + Gap, [.. strokes]));
        }
        return letters.ToFrozenDictionary();
    }

    private static void AddStroke(List<(Vector2, Vector2)> strokes, string text, int smoothness)
    {
        bool closed = text[0] == '@';
        Vector2[] points = [.. text.TrimStart('~', '@').Chunk(2).Select(p => new Vector2(Digit(p[0]), Digit(p[1]) - CapHeight))];
        for (int i = 0; i < smoothness && (closed || text[0] == '~'); i++)
            points = Smooth(points, closed);
        for (int i = closed ? 0 : 1; i < points.Length; i++)
            strokes.Add((points[(i + points.Length - 1) % points.Length], points[i]));
    }

    /// <summary>Chaikin's algorithm: cuts the corners.</summary>
    private static Vector2[] Smooth(Vector2[] points, bool closed)
    {
        var cut = new List<Vector2>();
        int sides = closed ? points.Length : points.Length - 1;
        for (int i = 0; i < sides; i++)
        {
            (Vector2 a, Vector2 b) = (points[i], points[(i + 1) % points.Length]);
            cut.Add(!closed && i == 0 ? a : Vector2.Lerp(a, b, 0.25f));
            cut.Add(!closed && i == sides - 1 ? b : Vector2.Lerp(a, b, 0.75f));
        }
        return [.. cut];
    }

    private static int Digit(char digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;
}
