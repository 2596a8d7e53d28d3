using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.SyntheticFaces.Files;

namespace MmaDfer.Samples.Stage.Windows;

/// <summary>Shows a canvas. For one thread.</summary>
public interface IStage : IDisposable
{
    /// <summary>Name for display.</summary>
    string Name { get; }

    /// <summary>False once the user has closed it.</summary>
    bool IsOpen { get; }

    /// <summary>Processes user input.</summary>
    /// <param name="pressed">Called for each pressed key: a letter, a digit or a space; 27 for escape.</param>
    void ProcessInput(Action<char> pressed);

    /// <summary>Shows a canvas of the stage's size; returns once it is visible.</summary>
    void Show(Canvas canvas);

    /// <summary>Reads the current image: rows of red, green and blue bytes.</summary>
    /// <param name="width">Pixels per row; on some displays more than on the canvas.</param>
    byte[] ReadPixels(out int width);

    /// <summary>Saves the current image as a PNG file.</summary>
    void Save(string path)
    {
        byte[] rgb = ReadPixels(out int width);
        File.WriteAllBytes(path, PngWriter.Bytes(rgb, width, rgb.Length / 3 / width));
    }
}
