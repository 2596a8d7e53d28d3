using System.Diagnostics;
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Samples.Stage.Audio;
using MmaDfer.Samples.Stage.Windows;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Mirror;

/// <summary>Draws a frame: pushes the newest frame and audio to the stream, gets the latest reading and draws it. Nothing in it waits for the network.</summary>
/// <param name="options">The command line.</param>
/// <param name="recognizer">The recognizer.</param>
/// <param name="clock">The clock of all times.</param>
/// <param name="loop">What draws in real time; null in simulated time.</param>
/// <param name="input">The first input, which becomes this object's; null for that of the command line.</param>
internal sealed class Mirror(CommandLine options, EmotionRecognizer recognizer, CaptureClock clock, StageLoop? loop, IInput? input = null) : IDisposable
{
    public const int Width = 960, Height = 540;

    /// <summary>Bottom of what the companion says; it stays below.</summary>
    public const float SpeechBottom = 70;

    private double _milliseconds = Measure(recognizer);
    private readonly FacesPublisher? _ros = options.OpenRos();
    private readonly string[] _faceIds = [options.FaceId];
    private History _history = new(recognizer.Labels.Count);
    private readonly Companion _companion = new();
    private readonly CanvasImage _image = new();
    private EmotionStream _stream = options.OpenStream(recognizer);
    private IInput _input = input ?? options.OpenInput(clock, drawnSize: 160);
    private Calibration? _calibration;
    private Task<Opened>? _opening;
    private EmotionRecognizer? _loaded;
    // Which of the two models that come with the samples is in use.
    private bool _watchesCamera = input is null && options.HasCamera;
    private FaceBox? _face;
    private string? _shown, _problem;
    private TimeSpan _newest;
    private TimeSpan? _begin;

    public long Readings { get; private set; }

    public string Source => _opening is null ? _input.Name : "opening...";

    /// <summary>The current problem; null if there is none.</summary>
    public string? Problem => _problem ?? _input.Problem ?? _stream.Fault?.Message;

    /// <summary>Whether the player is asked to look calmly, for the baseline.</summary>
    public bool IsCalibrating => _calibration is { IsAsking: true };

    public Speaker Speaker { get; } = new(options.Has("--mute"));

    /// <summary>How much of the first window is filled, 0 to 1, as far as a label needs it; null once there has been one.</summary>
    public float? WarmUp { get; private set; } = 0;

    /// <summary>Switches the input. Finding devices takes a while, so it runs on another thread.</summary>
    public void Press(char key)
    {
        if (key is ' ')
            _calibration?.Skip();
        if (_opening is null && key is '1' or '2' or '3')
        {
            bool camera = key is '2', otherModel = camera != _watchesCamera && !options.Has("--model");
            _opening = Task.Run(() =>
            {
                EmotionRecognizer? model = otherModel ? options.LoadRecognizer(camera) : null;
                try
                {
                    return new Opened(OpenInput(key), model, camera);
                }
                catch
                {
                    model?.Dispose();
                    throw;
                }
            });
        }
    }

    private IInput OpenInput(char key) => key switch
    {
        '1' => new DrawnPerson(size: 160),
        '2' => options.OpenDevices(clock),
        _ => options.OpenRecording(options["--media"] ?? throw new MmaDferException("Key 3 needs a file given with --media."), clock),
    };

    public void Draw(Canvas canvas, TimeSpan now)
    {
        SwitchInput();
        if (_input.PushTo(_stream, now, out InputFrame frame))
        {
            _image.Show(frame.Frame);
            _face = frame.Face;
            _begin = _face is not null ? _begin ?? now : WarmUp is null ? _begin : null;
        }
        if (_watchesCamera && options.Has("--calibrate"))
            (_calibration ??= new Calibration(_stream)).Update(_face is not null);
        _stream.Update(now);
        bool hasReading = _stream.TryGetLatest(out EmotionReading reading);
        if (reading.Time > _newest)
        {
            (_newest, Readings) = (reading.Time, Readings + 1);
            _ros?.Publish(options.FaceId, reading, DateTimeOffset.UtcNow);
        }
        _ros?.Track(_face is null ? [] : _faceIds, DateTimeOffset.UtcNow);
        // Without a face there is no reaction, even if there is audio.
        string? label = (reading.Flags & ReadingFlags.NoFace) == 0 ? reading.Label : null;
        // It does not react to what may well be wrong.
        bool unsure = label is not null && (reading.Flags & ReadingFlags.Unsure) != 0;
        if (unsure)
            label = EmotionBaseline.Neutral;
        if (label != _shown)
            React(_shown = label, now);
        if (hasReading)
            _history.Add(now, default, reading.Probabilities);
        if (WarmUp is not null)
            WarmUp = reading.Label is not null ? null : GetWarmUp(now);

        canvas.Begin();
        canvas.Panel(24, 24, 376, 312);
        canvas.Camera(_image, _face, 36, 36, 352, 288, Style.Of(label));
        canvas.Panel(416, 24, 320, 312);
        canvas.Clip(416, 24, 320, 312);
        _companion.Draw(canvas, 576, 204, label, now);
        canvas.Unclip();
        canvas.Box(416 + 24, SpeechBottom - 32, 320 - 48, 32, Style.Rail, 16);
        canvas.Text(576, SpeechBottom - 10, 12, IsCalibrating ? Calibration.Request : WarmUp > 0 ? "let me see." : unsure ? "hm, I am unsure." : Mood.GetWords(label), Style.Ink, 0.5f);
        DrawProbabilities(canvas, reading, now);
        DrawFacts(canvas);
        canvas.Text(24, 526, 9, Problem ?? (IsCalibrating ? "space skips the look at your resting face" : "1 drawn person · 2 camera and microphone · 3 file · esc quit"), Problem is null ? Style.Faint : 0xFF8A8A);
    }

    /// <summary>Plays the sound of a label, and tells the stream, so that it is not taken for the player's voice.</summary>
    private void React(string? label, TimeSpan now)
    {
        float[] sound = Voice.Compose(label);
        Speaker.Play(sound);
        _stream.PushPlayback(sound, Speaker.Rate, now);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _input.Dispose();
        _loaded?.Dispose();
        _opening?.ContinueWith(opened => opened.Result.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
        Speaker.Dispose();
        _ros?.Dispose();
    }

    /// <summary>Time of one window on this engine: the fastest of four, as .NET compiles during the first.</summary>
    private static double Measure(EmotionRecognizer recognizer)
    {
        using var frames = new MemoryFrameSource([.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[3 * 96 * 96], 16)], 96, 96);
        Clip clip = recognizer.ReadClip(frames, null);
        double fastest = double.PositiveInfinity;
        for (int i = 0; i < 4; i++)
        {
            long start = Stopwatch.GetTimestamp();
            recognizer.Recognize(clip);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return fastest;
    }

    /// <summary>Whether simulated time is more than two readings ahead of the network.</summary>
    public bool IsBehind(TimeSpan now) => _begin is { } begin
        && (now - (_stream.TryGetLatest(out EmotionReading reading) ? reading.Time : begin + _stream.Options.Window)) > 2 * _stream.Options.Interval;

    /// <summary>From the first face on; the rest is the time that the network needs.</summary>
    private float GetWarmUp(TimeSpan now) => _begin is not { } begin ? 0
        : Math.Min((float)((now - begin) / (_stream.Options.WarmUp * _stream.Options.Window)), 1);

    private void SwitchInput()
    {
        if (_opening is not { IsCompleted: true } opened)
            return;
        _opening = null;
        _problem = opened.Exception?.InnerException?.Message;
        if (_problem is not null)
            return;
        _input.Dispose();
        _stream.Dispose();
        if (opened.Result.Model is { } model)
        {
            _loaded?.Dispose();
            _loaded = recognizer = model;
            (_history, _milliseconds) = (new History(model.Labels.Count), Measure(model));
        }
        _watchesCamera = opened.Result.IsCamera;
        (_input, _stream, _calibration) = (opened.Result.Input, options.OpenStream(recognizer), null);
        (_begin, WarmUp, _newest) = (null, 0, default);
    }

    private void DrawProbabilities(Canvas canvas, EmotionReading reading, TimeSpan now)
    {
        IReadOnlyList<string> labels = recognizer.Labels;
        canvas.Panel(752, 24, 184, 312);
        for (int i = 0; i < labels.Count; i++)
        {
            float share = i < reading.Probabilities.Length ? reading.Probabilities[i] : 0;
            canvas.Bar(770, 52 + (i * 284f / labels.Count), 148, labels[i], $"{100 * share:0} %", share, Style.Of(labels[i]));
        }
        canvas.Panel(24, 352, 712, 150);
        canvas.Text(42, 376, 9, "last 30 s", Style.Faint);
        foreach (float share in (float[])[0, 0.5f, 1])
            canvas.Line(new(42, 486 - (96 * share)), new(718, 486 - (96 * share)), 1, Style.Rail);
        _history.DrawChart(canvas, 42, 390, 676, 96, now, i => (Style.Of(labels[i]), labels[i] == reading.Label ? 3.5f : 1.6f));
        if (WarmUp is { } filled)
            DrawWarmUp(canvas, filled);
    }

    /// <summary>Over the empty graph: why it is empty, and for how long.</summary>
    private void DrawWarmUp(Canvas canvas, float share)
    {
        const float x = 250, w = 260;
        canvas.Box(x - 24, 408, w + 48, 60, Style.Card, 14);
        string words = _begin is null ? "waiting for a face" : "warming up";
        canvas.Bar(x, 432, w, words, $"{100 * share:0} %", share, Style.Ink);
    }

    private void DrawFacts(Canvas canvas)
    {
        canvas.Panel(752, 352, 184, 150);
        (string, string)[] facts =
        [
            ("engine", $"{recognizer.Engine.Name} {_milliseconds:0.0} ms"), ("model", options["--model"] is { } file ? Path.GetFileName(file) : _watchesCamera ? "starter" : "demo"), ("readings", $"{Readings}"), ("input", Source), ("speaker", Speaker.Name.Split(':')[0]),
            .. loop is null ? (ReadOnlySpan<(string, string)>)[("time", "simulated")]
                : [("frames", $"{loop.Rate} per second"), ("frame time", $"{loop.Times.GetQuantile(0.5):0.0} ms")],
        ];
        for (int i = 0; i < facts.Length; i++)
        {
            canvas.Text(770, 374 + (19 * i), 9, facts[i].Item1, Style.Faint);
            canvas.Text(918, 374 + (19 * i), 9, facts[i].Item2.Length > 17 ? $"{facts[i].Item2[..15]}..." : facts[i].Item2, Style.Ink, 1);
        }
    }
}
