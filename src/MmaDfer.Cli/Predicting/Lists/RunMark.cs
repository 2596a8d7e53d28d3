using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Cli.Commands;
using MmaDfer.Sdk;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>
/// A short hash of everything but the clips on which predictions depend: the contents of model and adapter, and the options. It is the same
/// on every machine and for every engine.
/// </summary>
internal static class RunMark
{
    private const int Letters = 16;

    /// <exception cref="ModelFileException">A file cannot be read.</exception>
    public static string Compute(ListSettings settings, CancellationToken cancellationToken)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{HashContents(ModelLoader.FindFile(settings.Model), cancellationToken)}|{HashContents(settings.Options.AdapterPath, cancellationToken)}|{settings.Options.TwoClip}|{settings.Options.AudioChannel}|{settings.Precision}|{settings.Order}");
        return ToHex(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string HashContents(string? path, CancellationToken cancellationToken)
    {
        // A name such as 'untrained' stands for a model without a file.
        if (path is null || !File.Exists(path))
            return path ?? "-";
        try
        {
            using FileStream file = File.OpenRead(path);
            return ToHex(SHA256.HashDataAsync(file, cancellationToken).AsTask().GetAwaiter().GetResult());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException($"'{path}': cannot be read: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", exception);
        }
    }

    private static string ToHex(byte[] hash) => Convert.ToHexStringLower(hash)[..Letters];
}
