using System.Globalization;
using System.Text;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Samples.TrainStarter;

/// <summary>The results of a model on a list of rendered people: of the seven emotions and of four, whole and by group.</summary>
internal sealed class Judgement(EmotionRecognizer recognizer, string list)
{
    /// <summary>Four labels that even strangers tell apart.</summary>
    public static IReadOnlyList<string> Four { get; } = ["happiness", "surprise", "neutral", "negative"];

    /// <summary>A Markdown table.</summary>
    public string Table(string name)
    {
        ClipDataset clips = ClipDataset.FromCsv(list, EmotionLabels.Dfew);
        EvaluationResult both = Evaluate(clips, Modality.Both);
        var text = new StringBuilder($"{name} | clips | UAR of seven % | UAR of four % | calibration error %\n--- | --- | --- | --- | ---\n");
        Add("face and voice", both);
        Add("face alone", Evaluate(clips, Modality.Video));
        Add("voice alone", Evaluate(clips, Modality.Audio));
        foreach ((string column, Func<string, string> group) in (ReadOnlySpan<(string, Func<string, string>)>)
        [
            ("tone", tone => int.Parse(tone, CultureInfo.InvariantCulture) switch { <= 3 => "1 to 3", <= 7 => "4 to 7", _ => "8 to 10" }),
            ("age", age => int.Parse(age, CultureInfo.InvariantCulture) switch { < 35 => "18 to 34", < 60 => "35 to 59", _ => "60 to 79" }),
            ("appearance", appearance => appearance),
        ])
        {
            Dictionary<string, string> groups = ClipDataset.FromCsv(list, EmotionLabels.Dfew, column).Clips.ToDictionary(c => c.Id, c => group(c.Group!));
            foreach (var part in both.Clips.GroupBy(c => groups[c.Id]).OrderBy(g => g.Key, StringComparer.Ordinal))
                Add($"{column}: {part.Key}", new EvaluationResult(both.Labels, [.. part], []));
        }
        for (int label = 0; label < both.Labels.Count; label++)
        {
            text.Append(CultureInfo.InvariantCulture, $"true {both.Labels[label]}:");
            foreach (var found in both.Clips.Where(c => c.Label == label).GroupBy(c => c.Predicted).OrderByDescending(g => g.Count()))
                text.Append(CultureInfo.InvariantCulture, $" {both.Labels[found.Key]} {found.Count()}");
            text.AppendLine();
        }
        return text.ToString();

        void Add(string what, EvaluationResult seven)
        {
            EvaluationResult four = OfFour(seven);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{what} | {seven.Clips.Count} | {seven.Metrics.Uar:0.0} ({seven.Intervals.Uar}) | {four.Metrics.Uar:0.0} ({four.Intervals.Uar}) | {100 * seven.ExpectedCalibrationError:0.0}\n");
        }
    }

    /// <summary>
    /// The same predictions with four labels that are equally frequent, as the mean of recalls counts them: four of the seven labels are negative ones,
    /// so the sum of their probabilities counts a quarter.
    /// </summary>
    public static EvaluationResult OfFour(EvaluationResult seven)
    {
        int[] map = [.. seven.Labels.Select(label => Four.Contains(label) ? Four.ToList().IndexOf(label) : Four.Count - 1)];
        return new EvaluationResult(Four, [.. seven.Clips.Select(clip =>
        {
            float[] sums = new float[Four.Count];
            for (int i = 0; i < map.Length; i++)
                sums[map[i]] += clip.Probabilities[i] / map.Count(four => four == map[i]);
            float total = sums.Sum();
            for (int i = 0; i < sums.Length; i++)
                sums[i] /= total;
            return clip with { Label = map[clip.Label], Predicted = Array.IndexOf(sums, sums.Max()), Probabilities = sums, Logits = [.. sums.Select(p => MathF.Log(p))] };
        })], seven.Skipped);
    }

    private EvaluationResult Evaluate(ClipDataset clips, Modality modality) =>
        Evaluator.Evaluate(recognizer, clips, new EvaluationOptions { Modality = modality });
}
