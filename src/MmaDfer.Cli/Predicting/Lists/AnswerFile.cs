using System.Text.Json;
using MmaDfer.Sdk;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>
/// The answers of a list, one JSON object a line, appended one by one: a line is whole, or it is the last one and lacks its
/// end. Opening it again drops such a torn line and tells which clips are done.
/// </summary>
internal sealed class AnswerFile : IDisposable
{
    private const int MaxLine = 1 << 20;

    private readonly FileStream _file;
    private readonly string _path;

    private AnswerFile(FileStream file, string path) => (_file, _path) = (file, path);

    /// <summary>Names of the clips that have an answer.</summary>
    public HashSet<string> Done { get; } = new(StringComparer.Ordinal);

    /// <summary>Says early what <see cref="Open"/> would refuse.</summary>
    public static void Check(string path, bool resume)
    {
        Output.OutputFile.Check(path, "answers.jsonl");
        if (!resume && File.Exists(path) && new FileInfo(path).Length > 0)
            throw Exists(path);
    }

    /// <param name="path">The file.</param>
    /// <param name="resume">Whether it may hold answers already.</param>
    /// <exception cref="MmaDferException">It cannot be opened, is in use, or holds something else.</exception>
    public static AnswerFile Open(string path, bool resume) => Guard(path, () =>
    {
        // Two runs on one file would do clips twice. Elsewhere than on Windows only a full lock keeps other writers out.
        FileShare share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
        try
        {
            if (!resume && file.Length > 0)
                throw Exists(path);
            var answers = new AnswerFile(file, path);
            answers.ReadDone();
            return answers;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    });

    /// <summary>Appends an answer: a line in one write.</summary>
    public void Append(ReadOnlySpan<byte> json)
    {
        byte[] line = [.. json, (byte)'\n'];
        Guard(_path, () =>
        {
            _file.Write(line);
            return true;
        });
    }

    public void Dispose() => _file.Dispose();

    private void ReadDone()
    {
        byte[] buffer = new byte[1 << 16];
        var line = new MemoryStream();
        long whole = 0;
        int number = 1;
        for (int read; (read = _file.Read(buffer)) > 0;)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, read);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                line.Write(rest[..end]);
                AddDone(line.ToArray(), number++);
                whole += line.Length + 1;
                line.SetLength(0);
            }
            line.Write(rest);
            if (line.Length > MaxLine)
                throw Wrong(number);
        }
        if (line.Length == 0)
            return;
        // The run was killed in the middle of this line.
        _file.SetLength(whole);
        _file.Position = whole;
    }

    private void AddDone(byte[] line, int number)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty(ListAnswer.Path, out JsonElement path) && path.GetString() is { } name)
            {
                Done.Add(name);
                return;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Told below.
        }
        throw Wrong(number);
    }

    private ModelFileException Wrong(int line) =>
        new($"'{_path}', line {line}: this is no answer of 'predict --list'; name the file that the earlier run wrote, or another one.");

    private static ModelFileException Exists(string path) =>
        new($"'{path}' holds something already; give --resume to go on with it, or name another file.");

    private static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelFileException(
                $"'{path}': cannot be written: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}; name a file in a writable folder with enough free space that no other run uses.", exception);
        }
    }
}
