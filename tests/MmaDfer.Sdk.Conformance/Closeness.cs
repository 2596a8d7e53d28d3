using UnitTest = Microsoft.VisualStudio.TestTools.UnitTesting;

namespace MmaDfer.Sdk.Conformance;

/// <summary>Comparison of float arrays within an absolute tolerance, naming the worst element.</summary>
internal static class Closeness
{
    public static double MaxError(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, out int worst)
    {
        double error = 0;
        worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double e = Math.Abs((double)expected[i] - actual[i]);
            // Not-a-number is never close.
            if (e > error || double.IsNaN(e))
            {
                error = double.IsNaN(e) ? double.PositiveInfinity : e;
                worst = i;
            }
        }
        return error;
    }

    public static void Assert(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        UnitTest.Assert.AreEqual(expected.Length, actual.Length, $"{what}: number of elements");
        double error = MaxError(expected, actual, out int worst);
        if (error > tolerance)
            UnitTest.Assert.Fail($"{what}: element {worst} is {actual[worst]:R}, expected {expected[worst]:R}; the error {error:E2} is above {tolerance:E1}.");
    }
}
