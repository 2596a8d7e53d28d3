using System.Globalization;
using System.Text;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.People;
using MmaDfer.Samples.SyntheticPeople.Voices;

namespace MmaDfer.Samples.SyntheticPeople.Files;

/// <summary>Writes clips as files: DIR/clips/NNNNNN.y4m, .wav and .shapes.csv, and their list DIR/clips.csv.</summary>
internal static class PeopleFolder
{
    public const string ListName = "clips.csv", Header = "path,label,audio,identity,tone,age,appearance,shapes,voice";

    /// <summary>The list is written last, so that it never names a missing clip.</summary>
    /// <param name="folder">Made if it does not exist; files of the same names are replaced.</param>
    /// <param name="head">Whose shapes.</param>
    /// <param name="settings">Which clips.</param>
    /// <param name="count">How many.</param>
    /// <param name="progress">Gets the number of finished clips, from any thread.</param>
    /// <param name="cancellationToken">Stops between two clips.</param>
    public static void Write(
        string folder, Head head, PeopleSettings settings, int count, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(Path.Combine(folder, "clips"));
        string list = Path.Combine(folder, ListName);
        File.Delete(list);
        var maker = new ClipMaker(head, settings);
        int done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, count, options, i =>
        {
            PeopleClip clip = maker.Make(i);
            File.WriteAllBytes(Path.Combine(folder, Name(i, "y4m")), Y4mWriter.Bytes(clip.Clip));
            File.WriteAllBytes(Path.Combine(folder, Name(i, "wav")), WavWriter.Bytes(clip.Clip.Samples, SyntheticClip.SampleRate));
            File.WriteAllText(Path.Combine(folder, Name(i, "shapes.csv")), Shapes(head, clip.Weights));
            progress?.Invoke(Interlocked.Increment(ref done));
        });
        var lines = new StringBuilder(Header + "\n");
        for (int i = 0; i < count; i++)
        {
            ClipRecipe recipe = settings.Recipe(i);
            var person = Person.Of(recipe.Identity);
            lines.Append(
                CultureInfo.InvariantCulture,
                $"{Name(i, "y4m")},{EmotionTable.Label(recipe.Emotion)},{Name(i, "wav")},{recipe.Identity},{person.ToneStep},{person.Age},{person.AppearanceName},{Name(i, "shapes.csv")},{(Speaking.IsSpeech(recipe, settings) ? "words" : "syllables")}\n");
        }
        string unfinished = list + ".tmp";
        File.WriteAllText(unfinished, lines.ToString());
        File.Move(unfinished, list, overwrite: true);
    }

    /// <summary>One line for each frame: how strong each shape is, in the order of the header.</summary>
    public static string Shapes(Head head, float[][] weights)
    {
        var lines = new StringBuilder(string.Join(',', head.Shapes.Select(s => s.Name)) + "\n");
        foreach (float[] frame in weights)
            lines.AppendJoin(',', frame.Select(w => w.ToString("0.###", CultureInfo.InvariantCulture))).Append('\n');
        return lines.ToString();
    }

    private static string Name(int index, string extension) => string.Create(CultureInfo.InvariantCulture, $"clips/{index:000000}.{extension}");
}
