using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Sdk;

namespace MmaDfer.Samples.Stage.Windows;

/// <summary>Opens windows.</summary>
public static partial class Stages
{
    /// <summary>Opens a window; if <paramref name="allowOffscreen"/>, an offscreen stage where there is no display or no window support.</summary>
    /// <exception cref="MmaDferException">No window can be opened, and one is required.</exception>
    public static IStage Open(string title, int width, int height, bool allowOffscreen)
    {
        string why = "This build has no window support: no package source had Silk.NET.Windowing. --screenshot needs none.";
        IStage? window = null;
        OpenWindow(title, width, height, ref window, ref why);
        return window ?? (allowOffscreen ? new Offscreen(width, height) : throw new MmaDferException(why));
    }

    /// <summary>Not compiled without Silk.NET.</summary>
    static partial void OpenWindow(string title, int width, int height, ref IStage? window, ref string why);
}

/// <summary>An invisible stage for screenshots without a display; it paints only when saved.</summary>
internal sealed class Offscreen(int width, int height) : IStage
{
    private Canvas? _shown;

    public string Name => "drawn without a display";

    public bool IsOpen => true;

    public void ProcessInput(Action<char> pressed)
    {
    }

    public void Show(Canvas canvas) => _shown = canvas;

    public byte[] ReadPixels(out int rowWidth)
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
