using System.Globalization;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>The results of an epoch.</summary>
public sealed record EpochResult
{
    /// <summary>Number of the epoch, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Learning rate of the epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean loss over the steps of the epoch.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of the training clips recognised during the epoch, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean loss, without label smoothing, over the validation clips after the epoch; null without validation clips.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>Share of the validation clips recognised after the epoch, 0 to 1; null without validation clips.</summary>
    public required double? ValidationAccuracy { get; init; }
}

/// <summary>The results of the epochs as text in a state: one line per epoch, numbers separated by commas, without loss of precision.</summary>
internal static class EpochTable
{
    private const string Key = "epochs";

    private const int Columns = 5;

    public static string Write(IEnumerable<EpochResult> epochs) => string.Join('\n', epochs.Select(e => string.Join(',',
        ((double?[])[e.LearningRate, e.Loss, e.Accuracy, e.ValidationLoss, e.ValidationAccuracy])
            .Select(v => v?.ToString("R", CultureInfo.InvariantCulture) ?? ""))));

    /// <exception cref="ModelFileException">The table is damaged.</exception>
    public static List<EpochResult> Read(WeightStore file)
    {
        string text = file.Metadata.GetValueOrDefault(Key, "");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, epoch) =>
        {
            string[] cells = line.Split(',');
            if (cells.Length != Columns)
                throw Damaged(file);
            double?[] v = [.. cells.Select(cell => Number(cell, file))];
            return new EpochResult
            {
                Epoch = epoch, LearningRate = v[0] ?? 0, Loss = v[1] ?? 0, Accuracy = v[2] ?? 0, ValidationLoss = v[3], ValidationAccuracy = v[4],
            };
        })];
    }

    private static double? Number(string cell, WeightStore file) =>
        cell.Length == 0 ? null
        : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
        : throw Damaged(file);

    private static ModelFileException Damaged(WeightStore file) => new(
        $"{file.Origin}: the training state is damaged: the table of epochs cannot be read; delete the file to start again.");
}
