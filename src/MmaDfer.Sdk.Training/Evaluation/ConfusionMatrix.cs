namespace MmaDfer.Sdk.Evaluation;

/// <summary>Counts predictions: rows are the true classes, columns the predicted classes. Not thread-safe.</summary>
public sealed class ConfusionMatrix
{
    private readonly int[] _counts;

    /// <summary>Creates a matrix of zeros.</summary>
    /// <param name="classes">Number of classes, at least 1.</param>
    public ConfusionMatrix(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        Classes = classes;
        _counts = new int[checked(classes * classes)];
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Total number of clips.</summary>
    public int Total => _counts.Sum();

    /// <summary>Number of clips of the class <paramref name="truth"/> that were predicted as <paramref name="predicted"/>.</summary>
    public int this[int truth, int predicted] => _counts[Place(truth, predicted)];

    /// <summary>Counts a clip.</summary>
    /// <param name="truth">The true class.</param>
    /// <param name="predicted">The predicted class.</param>
    public void Add(int truth, int predicted) => _counts[Place(truth, predicted)]++;

    /// <summary>Adds the counts of another matrix with the same number of classes, for example of another fold.</summary>
    public void Add(ConfusionMatrix other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Classes, Classes, nameof(other));
        for (int i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
    }

    /// <summary>Counts the clips of a true class.</summary>
    public int CountSamples(int truth) => Enumerable.Range(0, Classes).Sum(p => this[truth, p]);

    /// <summary>Counts the clips that were predicted as a class.</summary>
    public int CountPredictions(int predicted) => Enumerable.Range(0, Classes).Sum(t => this[t, predicted]);

    private int Place(int truth, int predicted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)truth, (uint)Classes, nameof(truth));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)predicted, (uint)Classes, nameof(predicted));
        return truth * Classes + predicted;
    }
}
