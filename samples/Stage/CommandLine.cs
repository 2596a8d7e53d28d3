using System.Globalization;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage;

/// <summary>The common command line of these samples: input, model and outputs.</summary>
public sealed class CommandLine
{
    private const string Common =
        "[--camera NAME] [--microphone NAME] [--faces default|none|PATH] [--media FILE] [--model FILE] [--engine NAME] [--rosbridge ws://HOST:9090] [--face-id ID] [--seconds N] [--screenshot OUT.png]";

    private static readonly string[] Valued =
        ["--camera", "--microphone", "--faces", "--media", "--model", "--engine", "--rosbridge", "--face-id", "--seconds", "--screenshot"];

    private readonly Dictionary<string, string> _given = [];

    /// <param name="words">The arguments.</param>
    /// <param name="own">Further options of the sample; those that end in "=" take a value.</param>
    /// <exception cref="ArgumentException">An argument is wrong; the message says what is valid.</exception>
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
            throw new ArgumentException($"--media cannot be combined with --camera or --microphone. {usage}");
        if (this["--rosbridge"] is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? server) && server.Scheme is "ws" or "wss"))
            throw new ArgumentException($"--rosbridge {url}: must be an address such as ws://localhost:9090.");
        if (FaceId.Length == 0 || char.IsAsciiDigit(FaceId[0]) || !FaceId.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw new ArgumentException($"--face-id {FaceId}: must be letters, digits and underscores, not starting with a digit, as all ROS names.");
    }

    /// <summary>The value of an option; null if it is not given.</summary>
    public string? this[string name] => _given.GetValueOrDefault(name);

    /// <summary>Length in seconds; null for no end. A screenshot without a length is taken after ten seconds.</summary>
    public double? Seconds => GetNumber("--seconds") ?? (Has("--screenshot") ? 10 : null);

    /// <summary>The name of the face in ROS, or of the robot's faces, with a number added.</summary>
    public string FaceId => this["--face-id"] ?? "mmadfer";

    public bool Has(string name) => _given.ContainsKey(name);

    /// <summary>A positive number; null if it is not given.</summary>
    /// <exception cref="ArgumentException">It is not a positive number.</exception>
    public double? GetNumber(string name) => this[name] is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is > 0 and < 1e6 ? number
        : throw new ArgumentException($"{name} {text}: must be a positive number.");

    /// <summary>
    /// The model: that of <c>--model</c>; else the starter model for a camera, and the demo model, which knows drawn faces, for everything else.
    /// </summary>
    /// <exception cref="MmaDferException">The starter model is not beside the program.</exception>
    public string FindModel(bool camera)
    {
        string path = this["--model"] ?? Path.Combine(AppContext.BaseDirectory, camera ? "starter.safetensors" : "demo.safetensors");
        return !camera || Has("--model") || File.Exists(path) ? path
            : throw new ModelFileException($"{path} is missing: the starter model, which watches people; give the file of a model with --model.");
    }

    /// <summary>Which model is used, and its limits, in one line; null for one of the command line.</summary>
    public string? DescribeModel(bool camera) => Has("--model") ? null
        : camera ? "starter model: one cooperative, frontal face; posed expressions; it does not hear yet; never for decisions about people"
        : "demo model: drawn faces only; what it says of people means nothing";

    /// <summary>Whether the input is a camera.</summary>
    public bool HasCamera => Has("--camera") || Has("--microphone");

    /// <summary>Loads the model; without --model, on one thread.</summary>
    /// <exception cref="MmaDferException">The model or the engine cannot be used.</exception>
    public EmotionRecognizer LoadRecognizer(bool? camera = null) => EmotionRecognizer.Load(
        FindModel(camera ?? HasCamera),
        new() { Engine = this["--engine"] is { } name ? EngineNames.Parse(name) : new CpuEngine(threads: Has("--model") ? 0 : 1) });

    /// <summary>Opens a stream.</summary>
    public EmotionStream OpenStream(EmotionRecognizer recognizer) => recognizer.OpenStream(StreamOptions);

    /// <summary>Opens a scene for the people of an input.</summary>
    public EmotionScene OpenScene(EmotionRecognizer recognizer, IInput input) =>
        recognizer.OpenScene(new() { Stream = StreamOptions with { FaceFinder = input.Faces } });

    /// <summary>Opens a camera and a microphone, a file, or the drawn person.</summary>
    /// <exception cref="MmaDferException">There is no such device or file.</exception>
    public IInput OpenInput(CaptureClock clock, int drawnSize = 96) =>
        this["--media"] is { } file ? OpenRecording(file, clock) : HasCamera ? OpenDevices(clock) : new DrawnPerson(size: drawnSize);

    /// <summary>Opens a camera and a microphone, a file, or drawn people, for a scene.</summary>
    /// <exception cref="MmaDferException">There is no such device or file.</exception>
    public IInput OpenPeople(CaptureClock clock) =>
        this["--media"] is { } file ? OpenRecording(file, clock, follows: false)
        : HasCamera ? OpenDevices(clock, follows: false) : new DrawnPeople();

    /// <inheritdoc cref="OpenInput"/>
    public IInput OpenDevices(CaptureClock clock, bool follows = true)
    {
        CaptureDevice camera = CaptureDevice.FindCamera(this["--camera"]);
        CaptureDevice? microphone = Has("--microphone") || CaptureDevice.FindMicrophones().Count > 0 ? CaptureDevice.FindMicrophone(this["--microphone"]) : null;
        return new LiveInput(
            camera.Name, clock, () => CameraFrameSource.Open(camera, new() { Clock = clock }),
            microphone is null ? null : () => MicrophoneAudioSource.Open(microphone, new() { Clock = clock }), OpenFaceFinder(), follows);
    }

    /// <inheritdoc cref="OpenInput"/>
    public IInput OpenRecording(string file, CaptureClock clock, bool follows = true)
    {
        // Opened once to find faults early.
        FrameSource.Open(file).Dispose();
        string audioPath = Path.ChangeExtension(file, ".wav") is var wav && File.Exists(wav) ? wav : file;
        bool hasAudio;
        using (IAudioSource? audio = AudioSource.TryOpen(audioPath))
            hasAudio = audio is not null;
        return new LiveInput(
            Path.GetFileName(file), clock, () => FrameSource.Open(file), hasAudio ? () => AudioSource.Open(audioPath) : null, OpenFaceFinder(), follows);
    }

    /// <summary>Opens the publisher for ROS; null without --rosbridge.</summary>
    public FacesPublisher? OpenRos() => this["--rosbridge"] is { } url ? new FacesPublisher(new Uri(url)) : null;

    /// <summary>Runs a sample until its end or Ctrl+C.</summary>
    public static int Run(Action<TextWriter, CancellationToken> sample)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };
        return Run(() => sample(Console.Out, stop.Token), Console.Error);
    }

    /// <summary>Runs a sample; a fault in the command line, a device, a file or this machine is reported in one sentence.</summary>
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

    /// <summary>The models that come with the samples were trained on clips of 2 s.</summary>
    private EmotionStreamOptions StreamOptions => Has("--model") ? new() : new() { Window = TimeSpan.FromSeconds(2) };

    /// <summary>By default the face model beside the program; "none" if the frames show only a face.</summary>
    private IFaceFinder? OpenFaceFinder() => this["--faces"] switch
    {
        null or "default" => FaceFinder.Default(),
        "none" => null,
        string path => FaceFinder.Open(path),
    };
}
