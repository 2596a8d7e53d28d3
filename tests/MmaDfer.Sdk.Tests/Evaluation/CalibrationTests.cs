using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Evaluation;

[TestClass]
public sealed class CalibrationTests
{
    [TestMethod]
    public void TheExpectedErrorMatchesItsDefinition()
    {
        var random = SeededRandom.Of(3);
        const int clips = 500, classes = 4;
        (float[] logits, int[] labels) = Draw(random, clips, classes, scale: 3);
        float[] probabilities = Softmax(logits, classes, 1);
        // Bin by bin, as in the definition.
        double expected = 0;
        for (int bin = 0; bin < 15; bin++)
        {
            double lower = bin / 15.0, upper = (bin + 1) / 15.0, confidence = 0;
            int count = 0, right = 0;
            for (int i = 0; i < clips; i++)
            {
                float[] row = probabilities[(i * classes)..((i + 1) * classes)];
                if (row.Max() <= lower || row.Max() > upper)
                    continue;
                count++;
                confidence += row.Max();
                right += Array.IndexOf(row, row.Max()) == labels[i] ? 1 : 0;
            }
            if (count > 0)
                expected += (double)count / clips * Math.Abs((double)right / count - confidence / count);
        }
        Assert.IsTrue(expected > 0.01);
        Assert.AreEqual(expected, Calibration.ComputeExpectedError(probabilities, labels), 1e-9);
    }

    [TestMethod]
    public void ThePerfectErrorIsZeroAndTheWorstIsOne()
    {
        Assert.AreEqual(0, Calibration.ComputeExpectedError([1, 0, 0, 1], [0, 1]));
        Assert.AreEqual(1, Calibration.ComputeExpectedError([1, 0, 0, 1], [1, 0]));
        Assert.AreEqual(Math.Log(3), Calibration.ComputeNegativeLogLikelihood([5, 5, 5], [1]), 1e-12);
        Assert.AreEqual(0, Calibration.ComputeNegativeLogLikelihood([1000, -1000], [0]), 1e-12);
        Assert.AreEqual(2000, Calibration.ComputeNegativeLogLikelihood([1000, -1000], [1]), 1e-9);
    }

    [TestMethod]
    public void TheTemperatureIsTheBestOnAFineGrid()
    {
        var random = SeededRandom.Of(4);
        (float[] logits, int[] labels) = Draw(random, 800, 5, scale: 4);
        double fitted = TemperatureScaling.Fit(logits, labels);
        double best = Enumerable.Range(1, 4000).Select(i => i * 0.005)
            .MinBy(t => Calibration.ComputeNegativeLogLikelihood(logits, labels, t));
        Assert.AreEqual(best, fitted, 0.005);
        Assert.IsTrue(fitted > 1.5, $"{fitted}: these logits are overconfident.");
        Assert.AreEqual(fitted, TemperatureScaling.Fit(logits, labels));
        Assert.IsTrue(
            Calibration.ComputeExpectedError(Softmax(logits, 5, fitted), labels) < Calibration.ComputeExpectedError(Softmax(logits, 5, 1), labels) / 2);
    }

    [TestMethod]
    public void TheTemperatureStaysWithinItsBounds()
    {
        Assert.AreEqual(TemperatureScaling.Min, TemperatureScaling.Fit([1, 0, 0, 1], [0, 1]), 1e-9);
        Assert.AreEqual(TemperatureScaling.Max, TemperatureScaling.Fit([1, 0, 0, 1], [1, 0]), 1e-9);
        Assert.ThrowsExactly<ArgumentException>(() => TemperatureScaling.Fit([1, float.NaN], [0]));
        Assert.ThrowsExactly<ArgumentException>(() => TemperatureScaling.Fit([1, 0, 0], [0, 1]));
        Assert.ThrowsExactly<ArgumentException>(() => TemperatureScaling.Fit([1, 0], [2]));
    }

    /// <summary>Logits multiplied by <paramref name="scale"/>, with labels drawn from the original logits.</summary>
    private static (float[] Logits, int[] Labels) Draw(SeededRandom random, int clips, int classes, double scale)
    {
        float[] logits = new float[clips * classes];
        int[] labels = new int[clips];
        for (int i = 0; i < clips; i++)
        {
            double[] scores = [.. Enumerable.Range(0, classes).Select(_ => random.Normal())];
            double rest = random.Uniform() * scores.Sum(Math.Exp);
            while (labels[i] < classes - 1 && (rest -= Math.Exp(scores[labels[i]])) > 0)
                labels[i]++;
            for (int k = 0; k < classes; k++)
                logits[i * classes + k] = (float)(scale * scores[k]);
        }
        return (logits, labels);
    }

    private static float[] Softmax(float[] logits, int classes, double temperature) =>
        [.. logits.Chunk(classes).SelectMany(row => row.Select(s => (float)(Math.Exp(s / temperature) / row.Sum(o => Math.Exp(o / temperature)))))];
}
