using MmaDfer.Cli.Commands;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Cli.Evaluating;

/// <summary>Opens the lists and models of all folds before the first is evaluated: what the last one lacks is not to cost the others.</summary>
internal static class FoldCheck
{
    /// <exception cref="MmaDferException">A file is missing or damaged, or folds do not fit together.</exception>
    public static void Run(EvaluateSettings settings)
    {
        IReadOnlyList<string>? first = null;
        foreach (EvaluateSettings fold in settings.Each())
        {
            IReadOnlyList<string> labels = ModelLoader.Labels(fold.Model, fold.Recognizer.AdapterPath);
            first ??= labels;
            if (!labels.SequenceEqual(first))
                throw new ModelFileException($"{fold.Recognizer.AdapterPath ?? fold.Model}: this fold's model has other labels than the first one's; folds need models of the same labels.");
            if (UnknownLabels.InData(ClipDataset.Parse(fold.Data, fold.Root, labels), labels) is { } unknown)
                throw new DatasetException($"{fold.Data}: {unknown}.");
        }
    }
}
