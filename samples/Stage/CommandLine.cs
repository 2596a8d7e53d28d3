using System.Globalization;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Senses;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage;

/// <summary>What these samples have in common on the command line: whom they watch, with which model, where pictures and messages go.</summary>
public sealed class CommandLine
{
    private const string Common =
        "[--camera NAME] [--microphone NAME] [--faces XML] [--media FILE] [--model FILE] [--engine NAME] [--rosbridge ws://HOST:9090] [--face-id ID] [--seconds N] [--screenshot OUT.png]";

    private static readonly string[] Valued =
        ["--camera", "--microphone", "--faces", "--media", "--model", "--engine", "--rosbridge", "--face-id", "--seconds", "--screenshot"];

    private readonly Dictionary<string, string> _given = [];

    /// <param name="words">The command line.</param>
    /// <param name="own">Further options of the sample; those that end in "=" take a value.</param>
    /// <exception cref="ArgumentException">Something is wrong; the message says what would be right.</exception>
    public CommandLine(IReadOnlyList<string> words, params IReadOnlyList<string> own)
    {
        string usage = $"Usage: {Common}{string.Concat(own.Select(o => o.EndsWith('=') ? $" [{o[..^1]} N]" : $" [{o}]"))}";
        for (int i = 0; i < words.Count; i++)
        {
            string name = words[i];
            bool takesValue = Valued.Contains(name) || own.Contains(name + "=");
            if (!takesValue && (name.EndsWith('=') || !own.Contains(name)))
                throw new ArgumentException($"{name} is not an option. {usage}");
            if (takesValue && i + 1 == words.Count)
                throw new ArgumentException($"{name} needs a value. {usage}");
            _given[name] = takesValue ? words[++i] : "";
        }
        if (Has("--media") && (Has("--camera") || Has("--microphone")))
            throw new ArgumentException($"--media is watched instead of --camera and --microphone, not with them. {usage}");
        if (this["--rosbridge"] is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? server) && server.Scheme is "ws" or "wss"))
            throw new ArgumentException($"--rosbridge {url}: an address such as ws://localhost:9090 is needed.");
        if (FaceId.Length == 0 || char.IsAsciiDigit(FaceId[0]) || !FaceId.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new ArgumentException($"--face-id {FaceId}: letters, digits and underscores are allowed, no digit first, as in all names of ROS.");
    }

    /// <summary>The value of an option; null if it is not given.</summary>
    public string? this[string name] => _given.GetValueOrDefault(name);

    /// <summary>How long; null for no end. A screenshot without a time is of the tenth second.</summary>
    public double? Seconds => Number("--seconds") ?? (Has("--screenshot") ? 10 : null);

    private string FaceId => this["--face-id"] ?? "mmadfer";

    public bool Has(string name) => _given.ContainsKey(name);

    /// <summary>A positive number; null if it is not given.</summary>
    /// <exception cref="ArgumentException">It is no such number.</exception>
    public double? Number(string name) => this[name] is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is > 0 and < 1e6 ? number
        : throw new ArgumentException($"{name} {text}: a positive number is needed.");

    /// <summary>The model, made ready; the demo model, on one thread, if none is named.</summary>
    /// <exception cref="MmaDferException">The model or the engine cannot be used.</exception>
    public EmotionRecognizer Load() => EmotionRecognizer.Load(
        this["--model"] ?? Path.Combine(AppContext.BaseDirectory, "demo.safetensors"),
        new() { Engine = this["--engine"] is { } name ? EngineNames.Parse(name) : new CpuEngine(threads: Has("--model") ? 0 : 1) });

    /// <summary>The demo model was trained on clips of 2 s.</summary>
    public EmotionStream Open(EmotionRecognizer recognizer) =>
        recognizer.OpenStream(Has("--model") ? new() : new() { Window = TimeSpan.FromSeconds(2) });

    /// <summary>A camera and a microphone, a file, or the drawn person.</summary>
    /// <exception cref="MmaDferException">There is no such device or file.</exception>
    public ISenses Senses(CaptureClock clock, int drawnSize = 96) =>
        this["--media"] is { } file ? Recording(file, clock) : Has("--camera") || Has("--microphone") ? Devices(clock) : new DrawnPerson(size: drawnSize);

    /// <inheritdoc cref="Senses"/>
    public ISenses Devices(CaptureClock clock)
    {
        CaptureDevice camera = CaptureDevice.FindCamera(this["--camera"]);
        CaptureDevice? microphone = Has("--microphone") || CaptureDevice.FindMicrophones().Count > 0 ? CaptureDevice.FindMicrophone(this["--microphone"]) : null;
        return new LiveSenses(
            camera.Name, clock, () => CameraFrameSource.Open(camera, new() { Clock = clock }),
            microphone is null ? null : () => MicrophoneAudioSource.Open(microphone, new() { Clock = clock }), Finder());
    }

    /// <inheritdoc cref="Senses"/>
    public ISenses Recording(string file, CaptureClock clock)
    {
        // Opened once to see whether it can be.
        FrameSource.Open(file).Dispose();
        string sound = Path.ChangeExtension(file, ".wav") is var wav && File.Exists(wav) ? wav : file;
        bool hasSound;
        using (IAudioSource? audio = AudioSource.TryOpen(sound))
            hasSound = audio is not null;
        return new LiveSenses(Path.GetFileName(file), clock, () => FrameSource.Open(file), hasSound ? () => AudioSource.Open(sound) : null, Finder());
    }

    /// <summary>The way to ROS; null if none is asked for.</summary>
    public ExpressionPublisher? Ros() => this["--rosbridge"] is { } url ? new ExpressionPublisher(new Uri(url), FaceId) : null;

    /// <summary>The whole of a program: Ctrl+C ends it as it should end.</summary>
    public static int Run(Action<TextWriter, CancellationToken> sample)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };
        return Run(() => sample(Console.Out, stop.Token), Console.Error);
    }

    /// <summary>Runs a sample: what is wrong with the command line, a device, a file or this machine is one sentence.</summary>
    /// <returns>0; 1 if something does not work here; 2 if the command line is wrong.</returns>
    public static int Run(Action sample, TextWriter error)
    {
        try
        {
            sample();
            return 0;
        }
        catch (ArgumentException problem)
        {
            error.WriteLine(problem.Message);
            return 2;
        }
        catch (Exception problem) when (problem is MmaDferException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(problem.Message);
            return 1;
        }
    }

    private IFaceFinder? Finder() => this["--faces"] is { } cascade ? new CascadeFaceFinder(cascade, new() { BoxScale = 1.2f }) : null;
}
