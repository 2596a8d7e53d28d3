using MmaDfer.Sdk;

namespace MmaDfer.Samples.Stage.Windows;

/// <summary>Finds a place to show things.</summary>
public static partial class Stages
{
    /// <summary>A window; or, if <paramref name="canBeUnseen"/>, none where there is no display or this build knows no windows.</summary>
    /// <exception cref="MmaDferException">There is no window to be had, and one is needed.</exception>
    public static IStage Open(string title, int width, int height, bool canBeUnseen)
    {
        string why = "This build has no windows: no package source had Silk.NET.Windowing when it was made. --screenshot needs none.";
        IStage? window = null;
        OpenWindow(title, width, height, ref window, ref why);
        return window ?? (canBeUnseen ? new Offscreen(width, height) : throw new MmaDferException(why));
    }

    /// <summary>Left out where Silk.NET is missing.</summary>
    static partial void OpenWindow(string title, int width, int height, ref IStage? window, ref string why);
}
