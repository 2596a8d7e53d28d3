using MmaDfer.Sdk.Predictions;

namespace MmaDfer.Sdk.Tests.Predictions;

[TestClass]
public sealed class ChangeEvidenceTests
{
    private static readonly float[] s_present = [0.8f, 0.15f, 0.05f], s_other = [0.01f, 0.98f, 0.01f], s_third = [0.01f, 0.01f, 0.98f], s_unclear = [0.3f, 0.4f, 0.3f];

    [TestMethod]
    public void OneWindowIsNotEnoughAndThreeClearOnesAre()
    {
        var evidence = new ChangeEvidence();
        Assert.IsFalse(Add(evidence, s_other, 1));
        Assert.IsFalse(Add(evidence, s_other, 1.25));
        Assert.IsTrue(Add(evidence, s_other, 1.5));
        Assert.IsFalse(Add(evidence, s_other, 1.75), "the evidence is used up");
    }

    [TestMethod]
    public void EvidenceThatDoesNotContinueIsForgotten()
    {
        var evidence = new ChangeEvidence();
        for (int i = 0; i < 100; i++)
            Assert.IsFalse(Add(evidence, (i % 3) switch { 0 => s_other, 1 => s_present, _ => s_third }, 1 + (0.25 * i)), $"{i}");
        for (int i = 0; i < 100; i++)
            Assert.IsFalse(Add(evidence, s_unclear, 30 + (0.25 * i)), $"{i}");
    }

    [TestMethod]
    public void ManyWindowsOfTheSameHalfSecondSayItOnce()
    {
        var evidence = new ChangeEvidence();
        double proved = double.NaN;
        for (int i = 0; i < 200 && double.IsNaN(proved); i++)
            proved = Add(evidence, s_other, 10 + (0.01 * i)) ? 0.01 * i : double.NaN;
        Assert.IsInRange(0.3, 0.6, proved);
    }

    [TestMethod]
    public void AnotherPresentLabelStartsAgain()
    {
        var evidence = new ChangeEvidence();
        Add(evidence, s_other, 1);
        Add(evidence, s_other, 1.25);
        Assert.IsFalse(evidence.Add(s_other, s_third, TimeSpan.FromSeconds(1.5)));
        Assert.IsFalse(Add(evidence, s_other, 1.75));
    }

    private static bool Add(ChangeEvidence evidence, float[] recent, double time) => evidence.Add(recent, s_present, TimeSpan.FromSeconds(time));
}
