using System.Globalization;

namespace MmaDfer.Samples.SyntheticPeople;

/// <summary>The command line.</summary>
internal sealed record Arguments
{
    public const string Usage =
        "Usage: --facekit DIR|--makehuman DIR [--out DIR] [--clips N] [--seed S] [--size PIXELS] [--fps N] [--seconds N] [--first-identity N] [--identities N] [--face-share PERCENT] [--crop box|landmarks] [--speech PERCENT] [--sheet FILE.png] [--rows N] [--cache DIR]";

    public string? FaceKit { get; private init; }

    /// <summary>The clone of the other head, which clips for judging are made of.</summary>
    public string? MakeHuman { get; private init; }

    public string? Out { get; private init; }

    public string? Sheet { get; private init; }

    public int Rows { get; private init; } = 6;

    public string Cache { get; private init; } = Path.Combine("artifacts", "people");

    public int Clips { get; private init; } = 70;

    public PeopleSettings Settings { get; private init; } = new() { SpeechShare = 0.5 };

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
            PeopleSettings settings = result.Settings;
            result = name switch
            {
                "--facekit" => result with { FaceKit = Value(words) },
                "--makehuman" => result with { MakeHuman = Value(words), Settings = settings with { Plain = true } },
                "--out" => result with { Out = Value(words) },
                "--sheet" => result with { Sheet = Value(words) },
                "--cache" => result with { Cache = Value(words) },
                "--rows" => result with { Rows = Number(words, 1, 100) },
                "--clips" => result with { Clips = Number(words, 1, 1_000_000) },
                "--seed" => result with { Settings = settings with { Seed = Number(words, 0, int.MaxValue) } },
                "--size" => result with { Settings = settings with { Size = Even(Number(words, 32, 512)) } },
                "--fps" => result with { Settings = settings with { FramesPerSecond = Number(words, 1, 60) } },
                "--seconds" => result with { Settings = settings with { Seconds = Number(words, 1, 60) } },
                "--first-identity" => result with { Settings = settings with { FirstIdentity = Number(words, 0, 1_000_000) } },
                "--identities" => result with { Settings = settings with { Identities = Number(words, 1, 1_000_000) } },
                "--face-share" => result with { Settings = settings with { FaceShare = Number(words, 10, 120) / 100.0 } },
                "--crop" => Value(words) is "box" or "landmarks"
                    ? result with { Settings = settings with { Aligned = words[i + 1] == "landmarks" } }
                    : throw new ArgumentException($"--crop {words[i + 1]}: it must be box or landmarks."),
                "--speech" => result with { Settings = settings with { SpeechShare = Number(words, 0, 100) / 100.0 } },
                _ => throw new ArgumentException($"{name} is not an option. {Usage}"),
            };
        }
        if (result.Out is null && result.Sheet is null)
            throw new ArgumentException($"--out or --sheet is missing. {Usage}");
        if (result.FaceKit is not null && result.MakeHuman is not null)
            throw new ArgumentException("--facekit and --makehuman exclude each other: one head at a time.");
        return result.FaceKit is null && result.MakeHuman is null ? throw new ArgumentException($"--facekit is missing: a head model is needed. {Heads.FaceKitFolder.Where}") : result;
    }

    private static int Even(int size) => size % 2 == 0 ? size : throw new ArgumentException($"--size {size}: an even number is needed.");
}
