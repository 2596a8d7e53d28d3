using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;
using Spectre.Console;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>The work of <c>mmadfer predict --list</c>.</summary>
internal static class ListRun
{
    public static async Task<int> Run(ListSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        AnswerFile.Check(settings.Output, settings.Resume);
        LabeledClip[] clips = [.. CsvClips.ReadUnlabelled(settings.List)
            .Where(c => settings.Shard.Holds(c.Id)).Select(c => c with { FrameOrder = settings.Order })];
        ListCounts counts = await terminal.RunWithProgress(
            settings.Json, bars => Predict(settings, clips, terminal, bars, cancellationToken));
        foreach (string warning in counts.Modalities.Warnings(Modality.Both))
            terminal.Error.WriteLine($"Warning: {warning}");
        if (settings.Json)
        {
            JsonOutput.Write(terminal.Output, json =>
            {
                json.WriteNumber("clips", counts.Clips);
                json.WriteNumber("predicted", counts.Predicted);
                json.WriteNumber("withFrames", counts.Modalities.WithFrames);
                json.WriteNumber("withAudio", counts.Modalities.WithAudio);
                json.WriteNumber("unreadable", counts.Unreadable);
                json.WriteNumber("doneBefore", counts.DoneBefore);
                json.WriteString("out", settings.Output);
            });
        }
        else
        {
            terminal.Console.WriteLine(
                $"{counts.Clips} clips: {counts.Predicted} recognised, {counts.Unreadable} unreadable, {counts.DoneBefore} done earlier. The predictions are in {settings.Output}");
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
            settings.Model, settings.Options, terminal, bars.AddStep("Loading the model"), cancellationToken);
        string mark = await Task.Run(() => RunMark.Compute(settings, cancellationToken), cancellationToken);
        using AnswerFile answers = AnswerFile.Open(settings.Output, settings.Resume, mark);
        LabeledClip[] left = [.. clips.Where(c => !answers.Done.Contains(c.Id))];
        IProgress<double>? progress = bars.AddStep($"Recognising {left.Length} clips");
        var counts = new ListCounts(clips.Length, 0, 0, clips.Length - left.Length);
        await Task.Run(
            () =>
            {
                var options = new EvaluationOptions { TwoClip = settings.Options.TwoClip, AudioChannel = settings.Options.AudioChannel };
                foreach ((LabeledClip clip, Task<Clip> reading) in ClipPrefetcher.Read(recognizer, left, options, cancellationToken))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    counts = AppendAnswer(recognizer, clip, reading, answers, mark, counts);
                    progress?.Report((double)(counts.Predicted + counts.Unreadable) / left.Length);
                }
            },
            cancellationToken);
        return counts;
    }

    private static ListCounts AppendAnswer(
        EmotionRecognizer recognizer, LabeledClip clip, Task<Clip> reading, AnswerFile answers, string mark, ListCounts counts)
    {
        Clip read;
        try
        {
            read = reading.GetAwaiter().GetResult();
        }
        catch (MediaException fault)
        {
            answers.Append(ListAnswer.Write(clip, fault, mark));
            return counts with { Unreadable = counts.Unreadable + 1 };
        }
        answers.Append(ListAnswer.Write(clip, recognizer.Recognize(read), mark));
        return counts with { Predicted = counts.Predicted + 1, Modalities = counts.Modalities.With(read.HasFrames, read.HasAudio) };
    }
}

/// <summary>The options of <c>mmadfer predict --list</c>.</summary>
internal sealed record ListSettings
{
    public required string Model { get; init; }

    public required string List { get; init; }

    public required string Output { get; init; }

    public Shard Shard { get; init; }

    public bool Resume { get; init; }

    /// <summary>Order of the images of clips that are folders.</summary>
    public FrameOrder Order { get; init; } = FrameOrder.Numeric;

    /// <summary>The number format of the computation.</summary>
    public Precision Precision { get; init; }

    public required EmotionRecognizerOptions Options { get; init; }

    public bool Json { get; init; }
}

/// <summary>The outcome for the clips of a list (or of its shard).</summary>
/// <param name="Clips">All clips.</param>
/// <param name="Predicted">Recognised in this run.</param>
/// <param name="Unreadable">Unreadable in this run.</param>
/// <param name="DoneBefore">Recognised by an earlier run.</param>
internal sealed record ListCounts(int Clips, int Predicted, int Unreadable, int DoneBefore)
{
    /// <summary>How many of the clips recognised in this run have frames and audio.</summary>
    public ModalityCounts Modalities { get; init; }
}
