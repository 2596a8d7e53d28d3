namespace MmaDfer.Sdk.Sources;

/// <summary>Sound that holds no number would poison every number made from it.</summary>
internal static class SampleCheck
{
    /// <param name="samples">Interleaved samples.</param>
    /// <param name="origin">What errors call their source.</param>
    /// <param name="first">Number of the first of them within the source, from 0.</param>
    public static void ThrowIfNotFinite(ReadOnlySpan<float> samples, string origin, long first)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (!float.IsFinite(samples[i]))
            {
                throw new MediaException(
                    $"{origin}: sample {first + i + 1} is {(float.IsNaN(samples[i]) ? "not a number" : "infinite")}; all samples must be finite.");
            }
        }
    }
}
