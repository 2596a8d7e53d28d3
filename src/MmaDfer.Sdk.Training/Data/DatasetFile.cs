using System.Globalization;
using System.Text;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>Opens lists of clips, with errors in one sentence.</summary>
internal static class DatasetFile
{
    /// <summary>Maximum number of clips; no known data set has as many.</summary>
    public const int MaxClips = 200_000;

    /// <summary>Opens a UTF-8 text file, and skips a byte order mark.</summary>
    public static StreamReader OpenText(string path, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(path);
        string origin = Printable.Path(path);
        return Guard(origin, () =>
        {
            if (Directory.Exists(path))
                throw new DatasetException($"{origin}: this is a folder, but a text file is needed.");
            if (PipeOrDevice.OrEmpty(path))
                throw new DatasetException($"{origin}, line 1: the file is empty, or a pipe or device; a file with a list of clips is needed.");
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
                    throw new DatasetException($"{origin}: the file has {stream.Length} bytes and is too large for a list of clips; the maximum is {maxBytes} bytes.");
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

    /// <summary>Runs an action on a list, and turns system errors into errors that name the list.</summary>
    public static T Guard<T>(string origin, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DecoderFallbackException exception)
        {
            throw new DatasetException($"{origin}: the file is not UTF-8 text; save the list in this encoding.", exception);
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            string why = exception switch
            {
                FileNotFoundException => "the file does not exist",
                DirectoryNotFoundException => "the folder does not exist",
                UnauthorizedAccessException => "access is denied",
                _ => Printable.Text(exception.Message).TrimEnd('.'),
            };
            throw new DatasetException($"{origin}: cannot be read: {why}.", exception);
        }
    }

    /// <summary>Resolves a path of a list; relative paths start at the folder of the list.</summary>
    public static string Resolve(string folder, string path, Func<string, DatasetException> wrong)
    {
        if (path.Length == 0 || path.Contains('\0'))
            throw wrong("the path is empty or contains a null character; write the path of a file or folder.");
        return Path.GetFullPath(path, folder);
    }

    /// <summary>The folder of a list.</summary>
    public static string FolderOf(string list) =>
        Guard(Printable.Path(list), () => Path.GetDirectoryName(Path.GetFullPath(list)) ?? Path.GetPathRoot(Path.GetFullPath(list))!);

    /// <summary>A hint to append to an error about a folder, if the caller probably means a list in it; otherwise empty.</summary>
    public static string ListHint(string folder) =>
        Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal).FirstOrDefault() is { } list
            ? $" It contains a list: did you mean {Printable.Path(list)}?"
            : "";

    /// <summary>Parses a non-negative integer; returns null for any other text.</summary>
    public static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

/// <summary>Makes names unique by appending "#2", "#3" and so on to repeated names. Deterministic.</summary>
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
