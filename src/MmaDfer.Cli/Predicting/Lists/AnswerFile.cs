using System.Text.Json;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>
/// The answers of a list, one JSON object a line, appended one by one: a line is whole, or it is the last one and lacks its
/// end. Opening it again drops such a torn line and those of clips that could not be read, and tells which clips are done.
/// </summary>
internal sealed class AnswerFile : IDisposable
{
    private const int MaxLine = 1 << 20;

    private readonly FileStream _file;
    private readonly string _path;
    private readonly string _mark;
    private bool _anyFailed;

    private AnswerFile(FileStream file, string path, string mark) => (_file, _path, _mark) = (file, path, mark);

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
    /// <param name="mark">The run's <see cref="RunMark"/>, which all its answers bear.</param>
    /// <exception cref="MmaDferException">It cannot be opened, is in use, or holds something else or another model's answers.</exception>
    public static AnswerFile Open(string path, bool resume, string mark) => Guard(path, () =>
    {
        AnswerFile answers = Read(path, resume, mark);
        if (!answers._anyFailed)
            return answers;
        // Renamed over while it is still locked, so that no other run can come in between and lose what it writes.
        using (answers)
            answers.DropFailed();
        return Read(path, resume, mark);
    });

    private static AnswerFile Read(string path, bool resume, string mark)
    {
        // Two runs on one file would do clips twice. Elsewhere than on Windows only a full lock keeps other writers out.
        FileShare share = OperatingSystem.IsWindows() ? FileShare.Read | FileShare.Delete : FileShare.None;
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
        try
        {
            if (!resume && file.Length > 0)
                throw Exists(path);
            var answers = new AnswerFile(file, path, mark);
            answers.ReadDone();
            return answers;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

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
        int number = 0;
        long whole = ReadLines(line => Take(line, ++number));
        if (whole == _file.Length)
            return;
        // The run was killed in the middle of the last line.
        _file.SetLength(whole);
        _file.Position = whole;
    }

    /// <summary>Gives each whole line to an action; tells where the last one ends.</summary>
    private long ReadLines(Action<byte[]> take)
    {
        byte[] buffer = new byte[1 << 16];
        var line = new MemoryStream();
        long whole = 0;
        int number = 1;
        _file.Position = 0;
        for (int read; (read = _file.Read(buffer)) > 0;)
        {
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, read);
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..])
            {
                line.Write(rest[..end]);
                take(line.ToArray());
                whole += line.Length + 1;
                line.SetLength(0);
                number++;
            }
            line.Write(rest);
            if (line.Length > MaxLine)
                throw Wrong(number);
        }
        return whole;
    }

    private void Take(byte[] line, int number)
    {
        (string? name, string? mark, bool failed) = Parse(line);
        if (name is null)
            throw Wrong(number);
        if (mark != _mark)
        {
            throw new ModelFileException(
                $"'{_path}', line {number}: was written with another model, adapter or other options (--two-clip, --precision, --frame-order); give the same as then, or name another file.");
        }
        if (failed)
            _anyFailed = true;
        else
            Done.Add(name);
    }

    private static (string? Name, string? Mark, bool Failed) Parse(byte[] line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return (Text(ListAnswer.Path), Text(ListAnswer.Run), json.RootElement.TryGetProperty(ListAnswer.Error, out _));

            string? Text(string name) => json.RootElement.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>Clips that could not be read are tried again, so what was said of them goes.</summary>
    private void DropFailed()
    {
        var kept = new MemoryStream();
        ReadLines(line =>
        {
            if (Parse(line).Failed)
                return;
            kept.Write(line);
            kept.WriteByte((byte)'\n');
        });
        AtomicFile.Write(_path, kept.Length, kept.WriteTo);
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
