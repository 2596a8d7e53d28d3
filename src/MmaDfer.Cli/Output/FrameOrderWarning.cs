using MmaDfer.Sdk;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Output;

/// <summary>Says that the images of a data set's clips could have been read in another order.</summary>
internal static class FrameOrderWarning
{
    // Images are named alike throughout a set: no need to list all its folders once more.
    private const int Looked = 20;

    /// <summary>The warning on the first of its folders that has one; none for official lists, whose order is known.</summary>
    public static IEnumerable<string> Of(ClipDataset data) => data.Clips
        .Where(c => c.FrameLimit is null && Directory.Exists(c.FramesPath)).Take(Looked)
        .Select(Of).OfType<string>().Take(1);

    private static string? Of(LabeledClip clip)
    {
        try
        {
            return ImageFolder.OrderWarning(clip.FramesPath!, ImageFolder.List(clip.FramesPath!, clip.FrameOrder), clip.FrameOrder);
        }
        catch (MediaException)
        {
            // Said when the clip is read.
            return null;
        }
    }
}
