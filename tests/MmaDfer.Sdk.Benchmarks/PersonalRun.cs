using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>
/// Personal in a minute: the demo model, fine-tuned for each of many drawn players from three clips of each of the player's emotions, judged on unseen
/// clips of the same player. Options were chosen with the players 0 to 35; these are others.
/// </summary>
internal static class PersonalRun
{
    private const int FirstPlayer = 100;

    public static void Run(int players)
    {
        using var folder = new TemporaryFolder();
        string model = Path.Combine(AppContext.BaseDirectory, "demo.safetensors");
        TrainingOptions personal = TrainingOptions.Personal with { Engine = new CpuEngine(2) };
        (string Name, TrainingOptions Options)[] ways =
        [
            ("head (TrainingOptions.Personal)", personal),
            ("classifier alone, 20 epochs", personal with { TrainableSet = TrainableSet.Classifier, Epochs = 20, WarmupSteps = 0, WeightDecay = 0.01 }),
        ];
        DrawnPlayer[] drawn = [.. Enumerable.Range(FirstPlayer, players).Select(number => new DrawnPlayer(folder["players"], number))];
        foreach ((string name, TrainingOptions options) in ways)
        {
            List<EvaluatedClip> before = [], after = [];
            IReadOnlyList<string> labels = [];
            var seconds = new List<double>();
            foreach (DrawnPlayer player in drawn)
            {
                // From nothing: no clip decoded, no features kept, and the model opened.
                long start = Stopwatch.GetTimestamp();
                string adapter = AdapterTrainer.Train(model, player.Training, null, folder["out"], options with { Overwrite = true }).AdapterPath;
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                using EmotionRecognizer recognizer = EmotionRecognizer.Load(model, new() { Engine = options.Engine });
                labels = recognizer.Labels;
                Judge(recognizer, player, before);
                recognizer.SetAdapter(adapter);
                Judge(recognizer, player, after);
            }
            EvaluationResult without = new(labels, before, []), with = new(labels, after, []);
            var gain = EvaluationComparison.Of(without, with);
            double better = with.Groups.Count(g => g.Metrics.Uar > without.Groups.Single(o => o.Name == g.Name).Metrics.Uar);
            double worse = with.Groups.Count(g => g.Metrics.Uar < without.Groups.Single(o => o.Name == g.Name).Metrics.Uar);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name}: {players} players, {before.Count} clips: UAR {without.Metrics.Uar:0.0} % before, {with.Metrics.Uar:0.0} % after, {gain.Uar:+0.0;-0.0} points ({gain.Intervals.Uar}); better for {better} players, worse for {worse}; {seconds.Order().ElementAt(players / 2):0.0} s a player, {seconds.Max():0.0} s at most"));
        }
    }

    private static void Judge(EmotionRecognizer recognizer, DrawnPlayer player, List<EvaluatedClip> clips) =>
        clips.AddRange(Evaluator.Evaluate(recognizer, player.Unseen).Clips.Select(c => c with { Id = $"{c.Group} {c.Id}" }));
}
