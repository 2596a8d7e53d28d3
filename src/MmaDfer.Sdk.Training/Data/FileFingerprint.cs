using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Identifies the files of a data set by their names, sizes and modification times, frames and audio separately. Folders do not
/// matter, so that a training can continue in another place.
/// </summary>
internal static class FileFingerprint
{
    /// <summary>Computes a hash over all files of all clips, in order.</summary>
    public static string Compute(ClipDataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LabeledClip clip in data.Clips)
        {
            string shapes = clip.BlendShapesPath is { } path ? $"\0{Describe(path)}" : "";
            hash.AppendData(Encoding.UTF8.GetBytes($"{Describe(clip.FramesPath)}\0{Describe(clip.AudioPath)}{shapes}\n"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static string Describe(string? path)
    {
        if (path is null)
            return "-";
        try
        {
            return Directory.Exists(path)
                ? string.Join('|', new DirectoryInfo(path).EnumerateFiles().OrderBy(f => f.Name, StringComparer.Ordinal).Select(Describe))
                : Describe(new FileInfo(path));
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            // The training reports the error when it uses the clip.
            return "unreadable";
        }
    }

    private static string Describe(FileInfo file) => file.Exists
        ? string.Create(CultureInfo.InvariantCulture, $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}")
        : file.Name;
}
