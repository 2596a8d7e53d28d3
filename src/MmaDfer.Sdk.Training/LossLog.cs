using System.Globalization;
using System.Text;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training;

/// <summary>The file <c>losses.csv</c>: one line per step, written as soon as the step is done.</summary>
internal sealed class LossLog : IDisposable
{
    private const string Header = "step,loss\n";

    private readonly FileStream _file;
    private readonly string _origin;
    private int _step;

    private LossLog(FileStream file, string origin, int step)
    {
        _file = file;
        _origin = origin;
        _step = step;
    }

    /// <summary>Replaces the file with the losses so far, and opens it for more.</summary>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    public static LossLog Create(string path, IReadOnlyList<float> losses)
    {
        var text = new StringBuilder(Header);
        for (int i = 0; i < losses.Count; i++)
            text.Append(Line(i + 1, losses[i]));
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        AtomicFile.Write(path, bytes.Length, stream => stream.Write(bytes));
        string origin = Printable.Path(path);
        try
        {
            return new LossLog(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), origin, losses.Count);
        }
        catch (Exception exception) when (FileFault.Is(exception))
        {
            throw FileFault.Writing(origin, exception);
        }
    }

    /// <summary>Whether a log contains no losses.</summary>
    public static bool IsEmpty(string path) => new FileInfo(path).Length <= Header.Length;

    /// <summary>Appends the loss of the next step.</summary>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    public void Add(float loss)
    {
        try
        {
            _file.Write(Encoding.UTF8.GetBytes(Line(++_step, loss)));
        }
        catch (Exception exception) when (FileFault.Is(exception))
        {
            throw FileFault.Writing(_origin, exception);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Line(int step, float loss) => string.Create(CultureInfo.InvariantCulture, $"{step},{loss:R}\n");
}
