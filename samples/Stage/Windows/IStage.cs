using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.SyntheticFaces.Files;

namespace MmaDfer.Samples.Stage.Windows;

/// <summary>Where a canvas is shown. One thread does all.</summary>
public interface IStage : IDisposable
{
    /// <summary>What shows it, for people to read.</summary>
    string Name { get; }

    /// <summary>False once the user has closed it.</summary>
    bool IsOpen { get; }

    /// <summary>Takes in what the user did.</summary>
    /// <param name="pressed">Called with each key that was pressed since: a letter, a digit or a space; 27 for escape.</param>
    void Listen(Action<char> pressed);

    /// <summary>Shows a canvas of the stage's size, and returns when it can be seen.</summary>
    void Show(Canvas canvas);

    /// <summary>What is shown: rows of red, green, blue bytes.</summary>
    /// <param name="width">Pixels of a row; on some displays more than the canvas has.</param>
    byte[] Pixels(out int width);

    /// <summary>What is shown, as a PNG file.</summary>
    void Save(string path)
    {
        byte[] rgb = Pixels(out int width);
        File.WriteAllBytes(path, PngWriter.Bytes(rgb, width, rgb.Length / 3 / width));
    }
}
