using System.Numerics;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines.Cpu.Kernels;

namespace MmaDfer.Sdk.Tests.Engines.Cpu.Kernels;

/// <summary>The stated worst errors, over a dense sweep.</summary>
[TestClass]
public sealed class VectorMathTests
{
    [TestMethod]
    public void ExpIsAccurate() =>
        Sweep(-87.2, 88.2, VectorMath.Exp, Math.Exp, (e, a) => Math.Abs(a - e) / e, 2.5e-7);

    [TestMethod]
    public void ExpStaysFinite()
    {
        foreach (float x in (float[])[-1e30f, -1000, -87.4f, 88.4f, 1000, 1e30f, float.NegativeInfinity, float.PositiveInfinity])
        {
            float e = VectorMath.Exp(new Vector<float>(x))[0];
            Assert.IsTrue(float.IsNormal(e) && e > 0, $"exp({x}) = {e}");
        }
    }

    [TestMethod]
    public void ErfIsAccurate() => Sweep(-6, 6, VectorMath.Erf, NaiveOps.Erf, (e, a) => Math.Abs(a - e), 6e-7);

    [TestMethod]
    public void GeluIsAccurate() => Sweep(-6, 6, VectorMath.Gelu, NaiveOps.Gelu, (e, a) => Math.Abs(a - e), 1.2e-6);

    [TestMethod]
    public void GeluTanhIsAccurate() => Sweep(-6, 6, VectorMath.GeluTanh, NaiveOps.GeluTanh, (e, a) => Math.Abs(a - e), 1e-6);

    [TestMethod]
    public void GelusOfLargeValues()
    {
        foreach (Func<Vector<float>, Vector<float>> gelu in (Func<Vector<float>, Vector<float>>[])[VectorMath.Gelu, VectorMath.GeluTanh])
        {
            Assert.AreEqual(1e4f, gelu(new Vector<float>(1e4f))[0], 1e-2f);
            Assert.AreEqual(0f, gelu(new Vector<float>(-30f))[0], 1e-5f);
        }
    }

    private static void Sweep(
        double from, double to, Func<Vector<float>, Vector<float>> function, Func<double, double> reference,
        Func<double, double, double> error, double limit)
    {
        const int count = 100_001;
        double worst = 0, where = 0;
        for (int i = 0; i < count; i++)
        {
            float x = (float)(from + (to - from) * i / (count - 1));
            double e = error(reference(x), function(new Vector<float>(x))[0]);
            if (!(e <= worst))
                (worst, where) = (e, x);
        }
        Assert.IsTrue(worst <= limit, $"Worst error {worst:E2} at {where:R}; at most {limit:E1} is promised.");
    }
}
