using System.Globalization;
using System.Text;

namespace MmaDfer.Samples.SyntheticFaces.Files;

/// <summary>Writes clips as files: DIR/clips/NNNNNN.y4m and .wav, and their list DIR/clips.csv.</summary>
public static class ClipFolder
{
    public const string ListName = "clips.csv";

    /// <summary>
    /// Writes clips 0 to <paramref name="count"/> - 1. The list is written last, so that it never names a missing clip.
    /// </summary>
    /// <param name="folder">Made if it does not exist; files of the same names are replaced.</param>
    /// <param name="settings">Which clips.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Gets the number of finished clips, from any thread.</param>
    /// <param name="cancellationToken">Stops between two clips.</param>
    public static void Write(
        string folder, ClipSettings settings, int count, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Directory.CreateDirectory(Path.Combine(folder, "clips"));
        string list = Path.Combine(folder, ListName);
        File.Delete(list);
        var generator = new ClipGenerator(settings);
        int done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, count, options, i =>
        {
            SyntheticClip clip = generator.Generate(i);
            File.WriteAllBytes(Path.Combine(folder, Name(i, "y4m")), Y4mWriter.Bytes(clip));
            File.WriteAllBytes(Path.Combine(folder, Name(i, "wav")), WavWriter.Bytes(clip.Samples, SyntheticClip.SampleRate));
            progress?.Invoke(Interlocked.Increment(ref done));
        });
        var lines = new StringBuilder("path,label,audio,identity\n");
        for (int i = 0; i < count; i++)
        {
            ClipRecipe recipe = ClipRecipe.Of(settings, i);
            lines.Append(CultureInfo.InvariantCulture, $"{Name(i, "y4m")},{EmotionTable.Label(recipe.Emotion)},{Name(i, "wav")},{recipe.Identity}\n");
        }
        string unfinished = list + ".tmp";
        File.WriteAllText(unfinished, lines.ToString());
        File.Move(unfinished, list, overwrite: true);
    }

    private static string Name(int index, string extension) => string.Create(CultureInfo.InvariantCulture, $"clips/{index:000000}.{extension}");
}
