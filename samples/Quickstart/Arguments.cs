using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Quickstart;

/// <summary>The command line.</summary>
internal sealed record Arguments(string Model, bool IsDemo, IReadOnlyList<Input> Inputs)
{
    public const string Usage = "Usage: [--model FILE] [--frames PATH] [--audio FILE] or [--model FILE] [--media FILE]";

    /// <returns>Null if an argument is wrong.</returns>
    public static Arguments? Parse(string[] args)
    {
        var given = new Dictionary<string, string>();
        for (int i = 0; i + 1 < args.Length; i += 2)
            given[args[i]] = args[i + 1];
        string[] known = ["--model", "--frames", "--audio", "--media"];
        if (given.Count * 2 != args.Length || given.Keys.Any(k => !known.Contains(k)))
            return null;
        string? model = given.GetValueOrDefault("--model"), media = given.GetValueOrDefault("--media");
        string? frames = media ?? given.GetValueOrDefault("--frames"), audio = media ?? given.GetValueOrDefault("--audio");
        return new Arguments(
            model ?? Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), model is null,
            frames is null && audio is null ? FindIncludedClips() : [new Input(Path.GetFileName(frames ?? audio)!, frames, audio)]);
    }

    private static Input[] FindIncludedClips()
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "clips");
        return [.. Directory.GetFiles(folder, "*.y4m").Order(StringComparer.Ordinal)
            .Select(face => new Input($"A clip that shows {Path.GetFileNameWithoutExtension(face)}", face, Path.ChangeExtension(face, ".wav")))];
    }
}

/// <summary>The files of a clip: frames, audio, or one file with both.</summary>
internal sealed record Input(string Name, string? Frames, string? Audio)
{
    public IFrameSource? OpenFrames() => Frames is null ? null : FrameSource.Open(Frames);

    /// <summary>A video may lack audio; an audio file must exist.</summary>
    public IAudioSource? OpenAudio() => Audio is null ? null : Audio == Frames ? AudioSource.TryOpen(Audio) : AudioSource.Open(Audio);
}
