using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// The name under which a clip is cached: a hash of where its files lie, their sizes and times of change, and all that has an
/// influence on decoding. So a changed file is decoded again.
/// </summary>
internal static class CacheKey
{
    /// <exception cref="MediaException">A file of the clip cannot be found.</exception>
    public static string Of(LabeledClip clip)
    {
        var text = new StringBuilder();
        AddPath(text, clip.FramesPath, clip.FrameOrder);
        AddPath(text, clip.AudioPath, clip.FrameOrder);
        text.Append(CultureInfo.InvariantCulture,
            $"{clip.Start?.Ticks}|{clip.End?.Ticks}|{(int)clip.FrameOrder}|{clip.FrameLimit}|{ClipFile.MaxFrames}|{ClipFile.MaxSide}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 20));
    }

    private static void AddPath(StringBuilder text, string? path, FrameOrder order)
    {
        if (path is null)
        {
            text.Append("-\n");
            return;
        }
        text.Append(CultureInfo.InvariantCulture, $"{MediaFile.FullPath(path)}\n");
        bool isFolder = Directory.Exists(path);
        foreach (string file in isFolder ? ImageFolder.List(path, order) : [path])
        {
            (long size, long changed) = MediaFile.Guard(file, static f =>
            {
                var info = new FileInfo(f);
                return (info.Length, info.LastWriteTimeUtc.Ticks);
            });
            text.Append(CultureInfo.InvariantCulture, $"{(isFolder ? Path.GetFileName(file) : "")}|{size}|{changed}\n");
        }
    }
}
