using System.Globalization;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>What an epoch brought.</summary>
public sealed record EpochResult
{
    /// <summary>From 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Its learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean loss of its steps.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of its training clips that were recognised, 0 to 1, measured as they came.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean loss (without label smoothing) over the validation clips after it; null without any.</summary>
    public required double? ValidationLoss { get; init; }

    /// <summary>Share of the validation clips that were recognised after it, 0 to 1; null without any.</summary>
    public required double? ValidationAccuracy { get; init; }
}

/// <summary>The epochs' results in a state: a line each, numbers with commas, bit for bit.</summary>
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
        $"{file.Origin}: this state of a training is damaged: its table of epochs cannot be read; delete it to begin anew.");
}
