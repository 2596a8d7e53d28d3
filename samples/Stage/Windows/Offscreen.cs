using MmaDfer.Samples.Stage.Drawing;

namespace MmaDfer.Samples.Stage.Windows;

/// <summary>A stage that nobody sees, for screenshots without a display. It draws only what is saved.</summary>
internal sealed class Offscreen(int width, int height) : IStage
{
    private Canvas? _shown;

    public string Name => "drawn without a display";

    public bool IsOpen => true;

    public void Listen(Action<char> pressed)
    {
    }

    public void Show(Canvas canvas) => _shown = canvas;

    public byte[] Pixels(out int rowWidth)
    {
        rowWidth = width;
        var painter = new SoftwarePainter(width, height);
        if (_shown is not null)
            painter.Paint(_shown);
        return painter.ToRgb();
    }

    public void Dispose()
    {
    }
}
