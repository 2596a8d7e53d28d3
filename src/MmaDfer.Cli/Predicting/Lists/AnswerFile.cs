using System.Text.Json;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>
/// The predictions of a list, one JSON object per line, appended one by one; only the last line can be incomplete. Reopening the file
/// drops an incomplete line and the lines of unreadable clips, and finds the clips that are done.
/// </summary>
internal sealed class AnswerFile : IDisposable
{
    private const int MaxLine = 1 << 20;

    private readonly FileStream _file;
    private readonly string _path;
    private readonly string _mark;
    private bool _anyFailed;

    private AnswerFile(FileStream file, string path, string mark) => (_file, _path, _mark) = (file, path, mark);

    /// <summary>Names of the clips that have a prediction.</summary>
    public HashSet<string> Done { get; } = new(StringComparer.Ordinal);

    /// <summary>Throws early for most files that <see cref="Open"/> would refuse.</summary>
    public static void Check(string path, bool resume)
    {
        Output.OutputFile.Check(path, "predictions.jsonl");
        if (!resume && File.Exists(path) && new FileInfo(path).Length > 0)
            throw CreateNotEmptyError(path);
    }

    /// <param name="path">The file.</param>
    /// <param name="resume">Whether it may already hold predictions.</param>
    /// <param name="mark">The run's <see cref="RunMark"/>, which is in all its lines.</param>
    /// <exception cref="MmaDferException">It cannot be opened, is in use, or holds other data or another model's predictions.</exception>
    public static AnswerFile Open(string path, bool resume, string mark) => WithWriteErrors(path, () =>
    {
        AnswerFile answers = Read(path, resume, mark);
        if (!answers._anyFailed)
            return answers;
        // Replaced while it is still locked, so that no other run can write to it in between.
        using (answers)
            answers.DropFailed();
        return Read(path, resume, mark);
    });

    private static AnswerFile Read(string path, bool resume, string mark)
    {
        // Two runs on one file would process clips twice. Outside Windows, only an exclusive lock keeps other writers out.
        FileShare share = OperatingSystem.IsWindows() ? FileShare.Read | FileShare.Delete : FileShare.None;
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
        try
        {
            if (!resume && file.Length > 0)
                throw CreateNotEmptyError(path);
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

    /// <summary>Appends a prediction as a line, in one write.</summary>
    public void Append(ReadOnlySpan<byte> json)
    {
        byte[] line = [.. json, (byte)'\n'];
        WithWriteErrors(_path, () =>
        {
            _file.Write(line);
            return true;
        });
    }

    public void Dispose() => _file.Dispose();

    private void ReadDone()
    {
        int number = 0;
        long whole = ReadLines(line => AddLine(line, ++number));
        if (whole == _file.Length)
            return;
        // The run was killed while it wrote the last line.
        _file.SetLength(whole);
        _file.Position = whole;
    }

    /// <summary>Passes each complete line to an action and returns the end of the last one.</summary>
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
                throw CreateFormatError(number);
        }
        return whole;
    }

    private void AddLine(byte[] line, int number)
    {
        (string? name, string? mark, bool failed) = Parse(line);
        if (name is null)
            throw CreateFormatError(number);
        if (mark != _mark)
        {
            throw new ModelFileException(
                $"'{_path}', line {number}: was written with a different model, adapter or option (--two-clip, --precision, --frame-order); use the same as before, or another file.");
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

    /// <summary>Drops the lines of unreadable clips, which are tried again.</summary>
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

    private ModelFileException CreateFormatError(int line) =>
        new($"'{_path}', line {line}: this line was not written by 'predict --list'; name the file of the earlier run, or another one.");

    private static ModelFileException CreateNotEmptyError(string path) =>
        new($"'{path}' is not empty; give --resume to continue it, or name another file.");

    private static T WithWriteErrors<T>(string path, Func<T> action)
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
