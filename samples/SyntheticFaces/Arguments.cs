using System.Globalization;

namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>The command line.</summary>
internal sealed record Arguments
{
    public const string Usage =
        "Usage: --out DIR [--clips N] [--seed S] [--style cartoon|sketch] [--size PIXELS] [--fps N] [--first-identity N] [--identities N] [--sheet FILE.png] [--join NAME] [--margin PIXELS] [--emotion NAME]";

    public string? Out { get; private init; }

    public string? Sheet { get; private init; }

    public string? Join { get; private init; }

    public int Margin { get; private init; }

    public int Clips { get; private init; } = 70;

    public ClipSettings Settings { get; private init; } = new();

    /// <exception cref="ArgumentException">An argument is wrong; the message says in one line what is valid.</exception>
    public static Arguments Parse(ReadOnlySpan<string> words)
    {
        var result = new Arguments();
        for (int i = 0; i < words.Length; i += 2)
        {
            string name = words[i];
            string Value(ReadOnlySpan<string> all) => i + 1 < all.Length ? all[i + 1] : throw new ArgumentException($"{name} needs a value.");
            int Number(ReadOnlySpan<string> all, int low, int high) =>
                int.TryParse(Value(all), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= low && number <= high
                    ? number
                    : throw new ArgumentException($"{name} {all[i + 1]}: a whole number from {low} to {high} is needed.");
            ClipSettings settings = result.Settings;
            result = name switch
            {
                "--out" => result with { Out = Value(words) },
                "--sheet" => result with { Sheet = Value(words) },
                "--join" => result with { Join = Value(words) },
                "--margin" => result with { Margin = Even(name, Number(words, 0, 512)) },
                "--clips" => result with { Clips = Number(words, 1, 1_000_000) },
                "--seed" => result with { Settings = settings with { Seed = Number(words, 0, int.MaxValue) } },
                "--style" => result with { Settings = settings with { Style = Style(Value(words)) } },
                "--emotion" => result with { Settings = settings with { Emotion = Emotion(Value(words)) } },
                "--size" => result with { Settings = settings with { Size = Even(name, Number(words, 32, 512)) } },
                "--fps" => result with { Settings = settings with { FramesPerSecond = Number(words, 1, 60) } },
                "--first-identity" => result with { Settings = settings with { FirstIdentity = Number(words, 0, 1_000_000) } },
                "--identities" => result with { Settings = settings with { Identities = Number(words, 1, 1_000_000) } },
                _ => throw new ArgumentException($"{name} is not an option. {Usage}"),
            };
        }
        return result.Out is null && result.Sheet is null && result.Join is null ? throw new ArgumentException($"--out is missing. {Usage}") : result;
    }

    private static FaceStyle Style(string name) =>
        FaceStyle.All.FirstOrDefault(s => s.Name == name)
        ?? throw new ArgumentException($"--style {name}: {string.Join(" or ", FaceStyle.All)} is needed.");

    private static Emotion Emotion(string name) => Enum.GetValues<Emotion>().FirstOrDefault(e => EmotionTable.Label(e) == name, (Emotion)(-1)) is >= 0 and var emotion
        ? emotion
        : throw new ArgumentException($"--emotion {name}: one of {string.Join(", ", Enum.GetValues<Emotion>().Select(EmotionTable.Label))} is needed.");

    private static int Even(string name, int pixels) => pixels % 2 == 0 ? pixels : throw new ArgumentException($"{name} {pixels}: an even number is needed.");
}
