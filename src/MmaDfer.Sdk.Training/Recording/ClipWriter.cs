using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Decoding;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>Writes a take as a file: FFV1 and floating-point audio in Matroska, which lose nothing, by ffmpeg.</summary>
internal static class ClipWriter
{
    /// <summary>Writes a file and flushes it to the disk; after an error, none is left.</summary>
    /// <param name="take">Not empty.</param>
    /// <param name="path">Full path of the file, replaced if it exists.</param>
    /// <exception cref="MediaException">There is no ffmpeg, or it could not write: the disk is full, ...</exception>
    public static void Write(ClipTake take, string path)
    {
        string origin = $"The clip {MediaFile.Quote(path)}";
        try
        {
            if (!TryWrite(take, path, origin, old: false, out MessageLog log)
                && !(log.LacksFpsMode && TryWrite(take, path, origin, old: true, out log)))
            {
                throw new MediaException($"{origin} cannot be written: {log.Summary}.");
            }
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }
        catch (Exception exception)
        {
            Delete(path);
            if (FileFault.IsOfPath(exception))
                throw new MediaException($"{origin} cannot be written: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}.", exception);
            throw;
        }
    }

    private static bool TryWrite(ClipTake take, string path, string origin, bool old, out MessageLog log)
    {
        string[] arguments = [.. FfmpegArguments.Input("matroska"), .. FfmpegArguments.LosslessOutput(old, path)];
        using var process = new FfmpegProcess(new FfmpegSettings(), arguments, origin, feeds: true);
        log = process.Messages;
        try
        {
            using Stream input = process.Input;
            MatroskaStream.Write(take, input);
        }
        catch (IOException)
        {
            // It has ended early; what it said tells why.
        }
        byte[] nothing = new byte[1];
        process.ReadFully(nothing);
        // Versions up to 5.1 report success although the disk is full, but they say so.
        return process.EndedWell() && log.Damage is null;
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            // The first error is the one to report; what is left is deleted when the set is opened again.
        }
    }
}
