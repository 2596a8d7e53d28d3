using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Windows;

/// <summary>Draws 60 frames per second until the window is closed, escape is pressed or the time is over.</summary>
public sealed class StageLoop(IStage stage, CaptureClock clock)
{
    private const int FramesPerSecond = 60;

    private readonly Queue<TimeSpan> _shown = [];

    /// <summary>Time from user input to the visible frame, without the wait for the next frame.</summary>
    public LoopTimes Times { get; } = new(TimeSpan.FromSeconds(1.0 / FramesPerSecond));

    /// <summary>Frames shown in the last second.</summary>
    public int Rate => _shown.Count;

    /// <param name="canvas">Redrawn for each frame.</param>
    /// <param name="draw">Draws the frame of a time.</param>
    /// <param name="pressed">Receives keys other than escape.</param>
    /// <param name="seconds">Length in seconds; null for no end.</param>
    /// <param name="screenshot">File for the last frame; null for none.</param>
    /// <param name="stop">Stops the loop.</param>
    public void Run(Canvas canvas, Action<Canvas, TimeSpan> draw, Action<char> pressed, double? seconds, string? screenshot, CancellationToken stop)
    {
        bool escaped = false;
        PacedLoop.Run(clock, TimeSpan.FromSeconds(1.0 / FramesPerSecond), Times, seconds, stop, now =>
        {
            stage.ProcessInput(key => { if (key == 27) escaped = true; else pressed(key); });
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
