using MmaDfer.Cli.Output;
using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Cli.Timeline;

/// <summary>The image on disk: written as a whole or not at all.</summary>
internal static class TimelineFile
{
    /// <summary>Says early what is bound to fail at the end.</summary>
    /// <exception cref="ModelFileException">The path is that of a folder, or in none.</exception>
    public static void Check(string path) => OutputFile.Check(path, "timeline.svg");

    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    public static void Write(string path, PredictResult result)
    {
        byte[] svg = TimelineSvg.Draw(TimelineData.Of(result));
        AtomicFile.Write(path, svg.Length, stream => stream.Write(svg));
    }
}
