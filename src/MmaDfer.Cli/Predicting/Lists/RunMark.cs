using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>
/// A short mark of all that answers depend on besides their clips: the contents of model and adapter, and the options. It is the same on
/// every machine, and whichever engine computes.
/// </summary>
internal static class RunMark
{
    private const int Letters = 16;

    /// <exception cref="ModelFileException">A file cannot be read.</exception>
    public static string Of(ListSettings settings, CancellationToken cancellationToken)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Contents(settings.Model, cancellationToken)}|{Contents(settings.Options.AdapterPath, cancellationToken)}|{settings.Options.TwoClip}|{settings.Precision}|{settings.Order}");
        return Hex(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string Contents(string? path, CancellationToken cancellationToken)
    {
        // A word may stand for a model: then the word is all that there is.
        if (path is null || !File.Exists(path))
            return path ?? "-";
        try
        {
            using FileStream file = File.OpenRead(path);
            return Hex(SHA256.HashDataAsync(file, cancellationToken).AsTask().GetAwaiter().GetResult());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"'{path}': cannot be read: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", exception);
        }
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash)[..Letters];
}
