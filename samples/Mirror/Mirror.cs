using System.Diagnostics;
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Senses;
using MmaDfer.Samples.Stage.Sounds;
using MmaDfer.Samples.Stage.Windows;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Mirror;

/// <summary>One frame: hands the newest picture and sound to the stream, asks what is known, draws. Nothing in it waits for the network.</summary>
internal sealed class Mirror(CommandLine options, EmotionRecognizer recognizer, CaptureClock clock, StageLoop loop) : IDisposable
{
    public const int Width = 960, Height = 540;

    private readonly double _milliseconds = Measure(recognizer);
    private readonly ExpressionPublisher? _ros = options.Ros();
    private readonly History _past = new(recognizer.Labels.Count);
    private readonly Companion _companion = new();
    private readonly Picture _picture = new();
    private EmotionStream _stream = options.Open(recognizer);
    private ISenses _senses = options.Senses(clock, drawnSize: 160);
    private Task<ISenses>? _opening;
    private FaceBox? _face;
    private string? _told, _trouble;
    private TimeSpan _newest;

    public long Readings { get; private set; }

    public string Source => _opening is null ? _senses.Name : "opening...";

    /// <summary>What does not work at present; null if all does.</summary>
    public string? Problem => _trouble ?? _senses.Trouble ?? _stream.Fault?.Message;

    public Speaker Speaker { get; } = new(options.Has("--mute"));

    /// <summary>Other eyes and ears. Looking for devices takes a while, so it is done elsewhere.</summary>
    public void Press(char key)
    {
        if (_opening is null && key is '1' or '2' or '3')
        {
            _opening = Task.Run<ISenses>(() => key switch
            {
                '1' => new DrawnPerson(size: 160),
                '2' => options.Devices(clock),
                _ => options.Recording(options["--media"] ?? throw new MmaDferException("Key 3 is for the file that --media names."), clock),
            });
        }
    }

    public void Draw(Canvas canvas, TimeSpan now)
    {
        Exchange();
        if (_senses.Feed(_stream, now, out Sight sight))
        {
            _picture.Show(sight.Frame);
            _face = sight.Face;
        }
        _stream.Update(now);
        _stream.TryGetLatest(out EmotionReading reading);
        if (reading.Time > _newest)
        {
            (_newest, Readings) = (reading.Time, Readings + 1);
            _ros?.Publish(reading, DateTimeOffset.UtcNow);
        }
        // Who is not seen is missed, whatever is heard.
        string? felt = (reading.Flags & ReadingFlags.NoFace) == 0 ? reading.Label : null;
        if (felt != _told)
            Speaker.Play(Voice.Answer(_told = felt));
        _past.Add(now, default, reading.Probabilities);

        canvas.Begin();
        canvas.Panel(24, 24, 376, 312);
        canvas.Camera(_picture, _face, 36, 36, 352, 288, Style.Of(felt));
        canvas.Panel(416, 24, 320, 312);
        canvas.Clip(416, 24, 320, 312);
        _companion.Draw(canvas, 576, 186, felt, now);
        canvas.Unclip();
        canvas.Text(576, 56, 12, Mood.Words(felt), Style.Ink, 0.5f);
        DrawFeelings(canvas, reading, now);
        DrawFacts(canvas);
        canvas.Text(24, 526, 9, Problem ?? "1 drawn person · 2 camera and microphone · 3 file · esc end", Problem is null ? Style.Faint : 0xFF8A8A);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _senses.Dispose();
        _opening?.ContinueWith(opened => opened.Result.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
        Speaker.Dispose();
        _ros?.Dispose();
    }

    /// <summary>What one window takes on this engine: the quickest of four, as .NET compiles in the first.</summary>
    private static double Measure(EmotionRecognizer recognizer)
    {
        using var frames = new MemoryFrameSource([.. Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[3 * 96 * 96], 16)], 96, 96);
        Clip clip = recognizer.ReadClip(frames, null);
        double quickest = double.PositiveInfinity;
        for (int i = 0; i < 4; i++)
        {
            long start = Stopwatch.GetTimestamp();
            recognizer.Recognize(clip);
            quickest = Math.Min(quickest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return quickest;
    }

    private void Exchange()
    {
        if (_opening is not { IsCompleted: true } opened)
            return;
        _opening = null;
        _trouble = opened.Exception?.InnerException?.Message;
        if (_trouble is not null)
            return;
        _senses.Dispose();
        _stream.Dispose();
        (_senses, _stream) = (opened.Result, options.Open(recognizer));
    }

    private void DrawFeelings(Canvas canvas, EmotionReading reading, TimeSpan now)
    {
        IReadOnlyList<string> labels = recognizer.Labels;
        canvas.Panel(752, 24, 184, 312);
        for (int i = 0; i < labels.Count; i++)
        {
            float share = i < reading.Probabilities.Length ? reading.Probabilities[i] : 0;
            canvas.Bar(770, 52 + (i * 284f / labels.Count), 148, labels[i], $"{100 * share:0} %", share, Style.Of(labels[i]));
        }
        canvas.Panel(24, 352, 712, 150);
        canvas.Text(42, 376, 9, "the last 30 s", Style.Faint);
        foreach (float share in (float[])[0, 0.5f, 1])
            canvas.Line(new(42, 486 - (96 * share)), new(718, 486 - (96 * share)), 1, Style.Rail);
        _past.Chart(canvas, 42, 390, 676, 96, now, i => (Style.Of(labels[i]), labels[i] == reading.Label ? 3.5f : 1.6f));
    }

    private void DrawFacts(Canvas canvas)
    {
        canvas.Panel(752, 352, 184, 150);
        (string, string)[] facts =
        [
            ("engine", $"{recognizer.Engine.Name} {_milliseconds:0.0} ms"), ("readings", $"{Readings}"), ("frames", $"{loop.Rate} a second"),
            ("a frame", $"{loop.Times.Quantile(0.5):0.0} ms"), ("eyes", Source), ("voice", Speaker.Name.Split(':')[0]),
        ];
        for (int i = 0; i < facts.Length; i++)
        {
            canvas.Text(770, 378 + (21 * i), 9, facts[i].Item1, Style.Faint);
            canvas.Text(918, 378 + (21 * i), 9, facts[i].Item2.Length > 17 ? $"{facts[i].Item2[..15]}..." : facts[i].Item2, Style.Ink, 1);
        }
    }
}
