using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;
using Spectre.Console;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>The work of <c>mmadfer predict --list</c>.</summary>
internal static class ListPrediction
{
    public static async Task<int> Run(ListSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        AnswerFile.Check(settings.Output, settings.Resume);
        LabeledClip[] clips = [.. CsvClips.ReadUnlabelled(settings.List)
            .Where(c => settings.Shard.Holds(c.Id)).Select(c => c with { FrameOrder = settings.Order })];
        ListCounts counts = await terminal.WithProgress(
            settings.Json, bars => Predict(settings, clips, terminal, bars, cancellationToken));
        foreach (string warning in counts.Senses.Warnings(Modality.Both))
            terminal.Error.WriteLine($"Warning: {warning}");
        if (settings.Json)
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteNumber("clips", counts.Clips);
                json.WriteNumber("predicted", counts.Predicted);
                json.WriteNumber("withFrames", counts.Senses.WithFrames);
                json.WriteNumber("withSound", counts.Senses.WithAudio);
                json.WriteNumber("unreadable", counts.Unreadable);
                json.WriteNumber("doneBefore", counts.DoneBefore);
                json.WriteString("out", settings.Output);
            });
        }
        else
        {
            terminal.Console.WriteLine(
                $"{counts.Clips} clips: {counts.Predicted} recognised, {counts.Unreadable} unreadable, {counts.DoneBefore} done before. Answers are in {settings.Output}");
        }
        if (counts.Unreadable == 0)
            return ExitCode.Done;
        terminal.Error.WriteLine($"{counts.Unreadable} of {counts.Clips} clips could not be read: their lines in {settings.Output} say why; --resume tries them again.");
        return ExitCode.ClipsFailed;
    }

    private static async Task<ListCounts> Predict(
        ListSettings settings, LabeledClip[] clips, Terminal terminal, ProgressBars bars, CancellationToken cancellationToken)
    {
        using EmotionRecognizer recognizer = await ModelLoader.Load(
            settings.Model, settings.Options, terminal, bars.Step("Loading the model"), cancellationToken);
        string mark = await Task.Run(() => RunMark.Of(settings, cancellationToken), cancellationToken);
        using AnswerFile answers = AnswerFile.Open(settings.Output, settings.Resume, mark);
        LabeledClip[] left = [.. clips.Where(c => !answers.Done.Contains(c.Id))];
        IProgress<double>? progress = bars.Step($"Recognising {left.Length} clips");
        var counts = new ListCounts(clips.Length, 0, 0, clips.Length - left.Length);
        await Task.Run(
            () =>
            {
                var options = new EvaluationOptions { TwoClip = settings.Options.TwoClip };
                foreach ((LabeledClip clip, Task<Clip> reading) in ClipPrefetcher.Read(left, recognizer.ImageSize, options, cancellationToken))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    counts = Answer(recognizer, clip, reading, answers, mark, counts);
                    progress?.Report((double)(counts.Predicted + counts.Unreadable) / left.Length);
                }
            },
            cancellationToken);
        return counts;
    }

    private static ListCounts Answer(
        EmotionRecognizer recognizer, LabeledClip clip, Task<Clip> reading, AnswerFile answers, string mark, ListCounts counts)
    {
        Clip read;
        try
        {
            read = reading.GetAwaiter().GetResult();
        }
        catch (MediaException fault)
        {
            answers.Append(ListAnswer.Of(clip, fault, mark));
            return counts with { Unreadable = counts.Unreadable + 1 };
        }
        answers.Append(ListAnswer.Of(clip, recognizer.Recognize(read), mark));
        return counts with { Predicted = counts.Predicted + 1, Senses = counts.Senses.With(read.HasFrames, read.HasAudio) };
    }
}
