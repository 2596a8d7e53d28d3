using System.Globalization;

namespace MmaDfer.Sdk.Training.Features;

/// <summary>What a training says about how often the encoders run.</summary>
internal static class EncoderUse
{
    /// <summary>One sentence before a training.</summary>
    public static string Describe(TrainableSet set) => set switch
    {
        TrainableSet.Adapters => "The encoders run in every epoch, because the prompts and the fusion, which train, work inside them; --train head or classifier runs them once for each clip.",
        TrainableSet.All => "The encoders run in every epoch, because they train.",
        _ => "The encoders run once for each clip and view; their outputs are kept for the other epochs.",
    };

    /// <summary>One sentence after a training.</summary>
    public static string Describe(FeatureReader features, string? folder)
    {
        (int computed, int found) = features.Counts;
        string place = folder is null ? "in memory" : string.Create(CultureInfo.InvariantCulture, $"{computed * features.FileBytes / 1048576.0:0.0} MiB on disk");
        return string.Create(CultureInfo.InvariantCulture,
            $"The encoders ran for {computed} clips, and their outputs were used {found} times more ({features.FileBytes / 1024.0:0.0} KiB each, {place}).");
    }

    /// <summary>A warning if an option has no effect because the encoders run only once for each clip; otherwise null.</summary>
    public static string? Warning(TrainingOptions options) =>
        FeatureReader.Fits(options.TrainableSet) && options.DropPath > 0 && options.DropPath != new TrainingOptions().DropPath
            ? $"Drop path has no effect: with {options.TrainableSet}, the encoders run once for each clip, as in a recognition."
            : null;
}
