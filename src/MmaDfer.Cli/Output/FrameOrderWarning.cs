using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Output;

/// <summary>Warns that the images of a data set's clips could be meant in another order.</summary>
internal static class FrameOrderWarning
{
    // Images are named alike throughout a data set, so a few folders are enough.
    private const int MaxClipsChecked = 20;

    /// <summary>Finds the warning of the first folder that has one; official lists, whose order is known, have none.</summary>
    public static IEnumerable<string> Find(ClipDataset data) => data.Clips
        .Where(c => c.FrameLimit is null && Directory.Exists(c.FramesPath)).Take(MaxClipsChecked)
        .Select(FindIn).OfType<string>().Take(1);

    private static string? FindIn(LabeledClip clip)
    {
        try
        {
            return ImageFolder.OrderWarning(clip.FramesPath!, ImageFolder.List(clip.FramesPath!, clip.FrameOrder), clip.FrameOrder);
        }
        catch (MediaException)
        {
            // Reported when the clip is read.
            return null;
        }
    }
}
