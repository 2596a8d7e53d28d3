using System.Globalization;
using System.Text;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>Opening the lists that users write, with errors in one sentence.</summary>
internal static class DatasetFile
{
    /// <summary>More than any set in the field has; more come from damaged lists.</summary>
    public const int MaxClips = 200_000;

    /// <summary>Opens a text file in UTF-8; a mark at its start is passed over.</summary>
    public static StreamReader OpenText(string path, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(path);
        string origin = Printable.Path(path);
        return Guard(origin, () =>
        {
            if (Directory.Exists(path))
                throw new DatasetException($"{origin}: is a folder; a text file is needed here.");
            if (PipeOrDevice.OrEmpty(path))
                throw new DatasetException($"{origin}, line 1: the file is empty, or a pipe or device, which is not read; a list of clips in a file is needed.");
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (StandIns.Of(stream) is { } what)
            {
                stream.Dispose();
                throw new DatasetException($"{origin}: {what}; a list of clips is needed.");
            }
            var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
            try
            {
                if (stream.Length > maxBytes)
                    throw new DatasetException($"{origin}: {stream.Length} bytes are too large for a list of clips; up to {maxBytes} are read.");
                if (text.Peek() == '\uFEFF')
                    text.Read();
                return text;
            }
            catch
            {
                text.Dispose();
                throw;
            }
        });
    }

    /// <summary>Runs something that touches a list; whatever the system complains about names the list.</summary>
    public static T Guard<T>(string origin, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DecoderFallbackException exception)
        {
            throw new DatasetException($"{origin}: is not text in UTF-8; save the list in this encoding.", exception);
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            string why = exception switch
            {
                FileNotFoundException => "there is no such file",
                DirectoryNotFoundException => "there is no such folder",
                UnauthorizedAccessException => "access is denied",
                _ => Printable.Text(exception.Message).TrimEnd('.'),
            };
            throw new DatasetException($"{origin}: cannot be read: {why}; name a readable list of clips.", exception);
        }
    }

    /// <summary>A path that a list holds, as one that can be opened: relative ones start at the list's folder.</summary>
    public static string Resolve(string folder, string path, Func<string, DatasetException> wrong)
    {
        if (path.Length == 0 || path.Contains('\0'))
            throw wrong("the path is empty or holds a zero character; write the path of a file or folder.");
        return Path.GetFullPath(path, folder);
    }

    /// <summary>The folder that a list lies in.</summary>
    public static string FolderOf(string list) =>
        Guard(Printable.Path(list), () => Path.GetDirectoryName(Path.GetFullPath(list)) ?? Path.GetPathRoot(Path.GetFullPath(list))!);

    /// <summary>Which list in a folder was probably meant, to be put behind what is wrong with the folder; empty for none.</summary>
    public static string ListHint(string folder) =>
        Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal).FirstOrDefault() is { } list
            ? $" It holds a list: did you mean {Printable.Path(list)}?"
            : "";

    /// <summary>A whole number from 0 up, as lists write it; null for any other text.</summary>
    public static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

/// <summary>Makes names unique: the second of the same gets "#2" behind it, and so on. The same names give the same result.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _count = new(StringComparer.Ordinal);

    public string Add(string name)
    {
        if (_taken.Add(name))
            return name;
        int number = _count.GetValueOrDefault(name, 1);
        string numbered;
        do
            numbered = $"{name}#{++number}";
        while (!_taken.Add(numbered));
        _count[name] = number;
        return numbered;
    }
}
