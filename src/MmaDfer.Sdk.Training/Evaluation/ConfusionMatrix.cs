namespace MmaDfer.Sdk.Evaluation;

/// <summary>How often each emotion was taken for which: rows are the true classes, columns the predicted ones. Not thread-safe.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    /// <summary>Starts with all zeros.</summary>
    /// <param name="classes">Number of classes, at least 1.</param>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        Classes = classes;
        _counts = new int[checked(classes * classes)];
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Clips counted.</summary>
    public int Total => _counts.Sum();

    /// <summary>Clips of the class <paramref name="truth"/> that were taken for <paramref name="predicted"/>.</summary>
    public int this[int truth, int predicted] => _counts[Place(truth, predicted)];

    /// <summary>Counts a clip.</summary>
    /// <param name="truth">Its class.</param>
    /// <param name="predicted">The class it was taken for.</param>
    public void Add(int truth, int predicted) => _counts[Place(truth, predicted)]++;

    /// <summary>Adds the counts of another matrix of as many classes, another fold's say.</summary>
    public void Add(ConfusionMatrix other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Classes, Classes, nameof(other));
        for (int i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
    }

    /// <summary>Clips of a class.</summary>
    public int Samples(int truth) => Enumerable.Range(0, Classes).Sum(p => this[truth, p]);

    /// <summary>Clips that were taken for a class.</summary>
    public int Predictions(int predicted) => Enumerable.Range(0, Classes).Sum(t => this[t, predicted]);

    private int Place(int truth, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)truth, (uint)Classes, nameof(truth));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
        return truth * Classes + predicted;
    }
}
