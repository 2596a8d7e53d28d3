using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Windows;

/// <summary>Draws 60 times a second, until the window is closed, escape is pressed or the time is over.</summary>
public sealed class StageLoop(IStage stage, CaptureClock clock)
{
    private const int FramesPerSecond = 60;

    private readonly Queue<TimeSpan> _shown = [];

    /// <summary>From taking in the keys until the picture can be seen, without the wait for the next turn.</summary>
    public LoopTimes Times { get; } = new(TimeSpan.FromSeconds(1.0 / FramesPerSecond));

    /// <summary>Frames that were shown in the last second.</summary>
    public int Rate => _shown.Count;

    /// <param name="canvas">Drawn anew each time.</param>
    /// <param name="draw">Draws what is to be seen at a time.</param>
    /// <param name="pressed">Keys but escape.</param>
    /// <param name="seconds">How long; null for no end.</param>
    /// <param name="screenshot">Where the last picture is saved; null for nowhere.</param>
    /// <param name="stop">Ends it as well.</param>
    public void Run(Canvas canvas, Action<Canvas, TimeSpan> draw, Action<char> pressed, double? seconds, string? screenshot, CancellationToken stop)
    {
        bool escaped = false;
        Pace.Keep(clock, TimeSpan.FromSeconds(1.0 / FramesPerSecond), Times, seconds, stop, now =>
        {
            stage.Listen(key => { if (key == 27) escaped = true; else pressed(key); });
            draw(canvas, now);
            stage.Show(canvas);
            _shown.Enqueue(now);
            while (_shown.Peek() <= now - TimeSpan.FromSeconds(1))
                _shown.Dequeue();
            return stage.IsOpen && !escaped;
        });
        if (screenshot is not null)
            stage.Save(screenshot);
    }
}
