using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Tells the files of a data set from changed ones: by their names, sizes and times of change, faces and voices apart. Not by where they lie,
/// so that a training can go on elsewhere.
/// </summary>
internal static class ClipFiles
{
    /// <summary>A hash over all files of all clips, in their order.</summary>
    public static string Fingerprint(ClipDataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (LabeledClip clip in data.Clips)
            hash.AppendData(Encoding.UTF8.GetBytes($"{Describe(clip.FramesPath)}\0{Describe(clip.AudioPath)}\n"));
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
            // Told when the clip is used.
            return "unreadable";
        }
    }

    private static string Describe(FileInfo file) => file.Exists
        ? string.Create(CultureInfo.InvariantCulture, $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}")
        : file.Name;
}
