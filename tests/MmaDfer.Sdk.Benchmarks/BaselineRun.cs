using System.Globalization;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// What a baseline brings for unseen people: of each person of a list (as <c>samples/SyntheticPeople</c> writes it), the first neutral clip is the
/// resting face, and all others are judged without and with it. People without a neutral clip, or with nothing else, are left out and counted. A label that
/// the model lacks counts as "negative", if the model has that.
/// </summary>
internal static class BaselineRun
{
    private const string Negative = "negative";

    public static void Run(string model, string list)
    {
        using EmotionRecognizer recognizer = EmotionRecognizer.Load(model);
        ClipDataset data = ClipDataset.FromCsv(list);
        int[] classes = [.. data.Labels.Select(l => Find(recognizer.Labels, l))];
        int neutral = Find(recognizer.Labels, EmotionBaseline.Neutral);
        var clips = new ClipDataset(recognizer.Labels, [.. data.Clips.Select(c => c with { Label = classes[c.Label] })]);
        EvaluationResult all = Evaluator.Evaluate(recognizer, clips);
        List<EvaluatedClip> without = [], with = [];
        int people = 0, leftOut = 0;
        foreach (IGrouping<string?, EvaluatedClip> person in all.Clips.GroupBy(c => c.Group))
        {
            EvaluatedClip? rest = person.FirstOrDefault(c => c.Label == neutral);
            EvaluatedClip[] judged = [.. person.Where(c => c != rest)];
            if (person.Key is null || rest is null || judged.Length == 0)
            {
                leftOut++;
                continue;
            }
            people++;
            float[] ratios = [.. rest.Probabilities.Select(p => Logarithm(p) - Logarithm(rest.Probabilities[neutral]))];
            var baseline = new EmotionBaseline(recognizer.Labels, ratios);
            without.AddRange(judged);
            with.AddRange(judged.Select(c => Apply(baseline, c)));
        }
        EvaluationResult before = new(recognizer.Labels, without, []), after = new(recognizer.Labels, with, []);
        var gain = EvaluationComparison.Of(before, after);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{people} people, {without.Count} clips ({leftOut} people left out, {all.Skipped.Count} clips not read): UAR {before.Metrics.Uar:0.0} % ({before.Intervals.Uar}) without baseline, {after.Metrics.Uar:0.0} % ({after.Intervals.Uar}) with, {gain.Uar:+0.0;-0.0} points ({gain.Intervals.Uar})"));
    }

    private static EvaluatedClip Apply(EmotionBaseline baseline, EvaluatedClip clip)
    {
        float[] shifted = [.. clip.Probabilities];
        baseline.Apply(shifted);
        return clip with { Probabilities = shifted, Predicted = Array.IndexOf(shifted, shifted.Max()), Logits = [.. shifted.Select(Logarithm)] };
    }

    private static int Find(IReadOnlyList<string> labels, string label)
    {
        int index = labels.ToList().IndexOf(label);
        index = index < 0 ? labels.ToList().IndexOf(Negative) : index;
        return index >= 0 ? index : throw new ArgumentException($"The model has no label '{label}', and none that is '{Negative}'; its labels are {string.Join(", ", labels)}.");
    }

    private static float Logarithm(float probability) => MathF.Log(MathF.Max(probability, 1e-30f));
}
