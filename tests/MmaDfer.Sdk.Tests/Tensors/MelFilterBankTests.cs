using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Tensors;

[TestClass]
public sealed class MelFilterBankTests
{
    [TestMethod]
    [DataRow(16000, 512)]
    [DataRow(48000, 2048)]
    [DataRow(8000, 256)]
    public void EnergiesEqualTheTrianglesWrittenOut(int rate, int size)
    {
        var bank = new MelFilterBank(128, rate, size);
        var random = new Random(rate);
        double[] power = [.. Enumerable.Range(0, size / 2).Select(_ => random.NextDouble())];
        double Mel(double f) => 1127 * Math.Log(1 + f / 700);
        double low = Mel(20), high = Mel(rate / 2.0);
        for (int band = 0; band < 128; band++)
        {
            double sum = 0;
            for (int bin = 0; bin < size / 2; bin++)
            {
                double position = (Mel(bin * (double)rate / size) - low) / (high - low) * 129 - band;
                sum += power[bin] * Math.Max(0, 1 - Math.Abs(position - 1));
            }
            Assert.AreEqual(sum, bank.Energy(band, power), 1e-9, $"band {band}");
        }
    }
}
