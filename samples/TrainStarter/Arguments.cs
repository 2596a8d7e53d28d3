using System.Globalization;

namespace MmaDfer.Samples.TrainStarter;

/// <summary>The command line.</summary>
internal sealed record Arguments
{
    public const string Usage =
        "Usage: --facekit DIR --out DIR [--makehuman DIR] [--clips N] [--size PIXELS] [--width N] [--frame-epochs N] [--voice-epochs N] [--epochs N] [--without shapes|tokens|crops|frames|contrast] [--cache DIR]";

    /// <summary>What can be left out, to see what it brings.</summary>
    private static readonly string[] Ingredients = ["shapes", "tokens", "crops", "frames", "contrast"];

    public string FaceKit { get; private init; } = "";

    public string? MakeHuman { get; private init; }

    public string Out { get; private init; } = "";

    /// <summary>Where the heads are kept in binary form.</summary>
    public string Cache { get; private init; } = Path.Combine("artifacts", "people");

    public int Clips { get; private init; } = 6000;

    /// <summary>Width and height of the network's frames.</summary>
    public int Size { get; private init; } = 96;

    /// <summary>Width of the encoders; no multiple of 64, so that heads are 16 wide.</summary>
    public int Width { get; private init; } = 112;

    /// <summary>Epochs of the face encoder on single frames.</summary>
    public int FrameEpochs { get; private init; } = 64;

    /// <summary>Epochs of the audio encoder; 0 leaves it as it was drawn.</summary>
    public int VoiceEpochs { get; private init; }

    /// <summary>Epochs of the whole network on clips; 0 for none.</summary>
    public int Epochs { get; private init; }

    public string? Without { get; private init; }

    /// <exception cref="ArgumentException">An argument is wrong; the message says in one line what is valid.</exception>
    public static Arguments Parse(string[] words)
    {
        var result = new Arguments();
        for (int i = 0; i < words.Length; i += 2)
        {
            string name = words[i], value = i + 1 < words.Length ? words[i + 1] : throw new ArgumentException($"{name} needs a value. {Usage}");
            int Number(int low, int high) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= low && number <= high
                ? number
                : throw new ArgumentException($"{name} {value}: a whole number from {low} to {high} is needed.");
            result = name switch
            {
                "--facekit" => result with { FaceKit = value },
                "--makehuman" => result with { MakeHuman = value },
                "--out" => result with { Out = value },
                "--cache" => result with { Cache = value },
                "--clips" => result with { Clips = Number(100, 1_000_000) },
                "--size" => result with { Size = Number(16, 256) },
                "--width" => result with { Width = Number(16, 768) },
                "--frame-epochs" => result with { FrameEpochs = Number(1, 10_000) },
                "--voice-epochs" => result with { VoiceEpochs = Number(0, 10_000) },
                "--epochs" => result with { Epochs = Number(0, 1000) },
                "--without" => Ingredients.Contains(value)
                    ? result with { Without = value }
                    : throw new ArgumentException($"--without {value}: it must be one of {string.Join(", ", Ingredients)}."),
                _ => throw new ArgumentException($"{name} is not an option. {Usage}"),
            };
        }
        return result.FaceKit.Length > 0 && result.Out.Length > 0 ? result : throw new ArgumentException($"--facekit and --out are needed. {Usage}");
    }
}
