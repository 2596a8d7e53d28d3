using System.Globalization;
using System.Text;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// One player: a person whom the demo model has never seen, sketched by a hand of its own. Files are written once; clips that train and clips that
/// judge are different ones of the same player.
/// </summary>
internal sealed class DrawnPlayer
{
    private const int Seed = 23, FirstPerson = 6000;

    /// <param name="folder">Receives the clips.</param>
    /// <param name="number">Number of the player.</param>
    /// <param name="training">Clips of each emotion that train.</param>
    /// <param name="unseen">Clips of each emotion that judge.</param>
    public DrawnPlayer(string folder, int number, int training = 3, int unseen = 5)
    {
        string path = Path.Combine(folder, $"player{number}");
        Directory.CreateDirectory(path);
        var generator = new ClipGenerator(new ClipSettings { Style = FaceStyle.Sketch.DrawnBy(number), Seed = Seed });
        Emotion[] emotions = Enum.GetValues<Emotion>();
        Training = Write("training.csv", Recipes(0, training));
        Unseen = Write("unseen.csv", Recipes(training, unseen));

        IEnumerable<ClipRecipe> Recipes(int first, int count) => emotions.SelectMany(emotion => Enumerable.Range(first, count)
            .Select(i => new ClipRecipe(1000 * number + 100 * (int)emotion + i, emotion, FirstPerson + number)));

        ClipDataset Write(string list, IEnumerable<ClipRecipe> recipes)
        {
            var lines = new StringBuilder("path,label,audio,person\n");
            foreach (ClipRecipe recipe in recipes)
            {
                string name = recipe.Index.ToString("00000000", CultureInfo.InvariantCulture);
                if (!File.Exists(Path.Combine(path, $"{name}.wav")))
                {
                    SyntheticClip clip = generator.Generate(recipe);
                    File.WriteAllBytes(Path.Combine(path, $"{name}.y4m"), Y4mWriter.Bytes(clip));
                    File.WriteAllBytes(Path.Combine(path, $"{name}.wav"), WavWriter.Bytes(clip.Samples, SyntheticClip.SampleRate));
                }
                lines.Append(CultureInfo.InvariantCulture, $"{name}.y4m,{EmotionTable.Label(recipe.Emotion)},{name}.wav,player {number}\n");
            }
            string csv = Path.Combine(path, list);
            File.WriteAllText(csv, lines.ToString());
            return ClipDataset.FromCsv(csv);
        }
    }

    public ClipDataset Training { get; }

    public ClipDataset Unseen { get; }
}
