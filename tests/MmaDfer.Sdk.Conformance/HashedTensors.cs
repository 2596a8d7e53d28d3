using System.Text;

namespace MmaDfer.Sdk.Conformance;

/// <summary>The made-up weights and inputs of the golden data: every value is a pure function of the tensor's name.</summary>
internal static class HashedTensors
{
    /// <summary>Element <paramref name="start"/> onwards of the stream u in [-1, 1) that belongs to a name.</summary>
    public static void Uniform(string name, long start, Span<float> destination)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001b3;
        for (int i = 0; i < destination.Length; i++)
        {
            ulong x = hash + (ulong)(start + i + 1) * 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            x ^= x >> 31;
            destination[i] = (float)(x >> 40) * (2f / 16777216f) - 1f;
        }
    }

    /// <summary>The values of a weight tensor of the given kind (weight, norm_weight, bias, gate, embedding).</summary>
    public static void Weights(string name, string kind, long fanIn, long start, Span<float> destination)
    {
        Uniform(name, start, destination);
        (float scale, float offset) = kind switch
        {
            "weight" => ((float)Math.Sqrt(3.0 / fanIn), 0f),
            "norm_weight" => (0.1f, 1f),
            "bias" => (0.05f, 0f),
            "gate" => (0.8f, 0f),
            "embedding" => (0.5f, 0f),
            _ => throw new ArgumentException($"Unknown kind '{kind}' of tensor '{name}'.", nameof(kind)),
        };
        for (int i = 0; i < destination.Length; i++)
        {
            float product = destination[i] * scale;
            destination[i] = offset + product;
        }
    }

    /// <summary>The frames of the golden clip: [batch, 16, 3, size, size], values in [0, 1).</summary>
    public static float[] Frames(int batch, int size)
    {
        float[] values = new float[batch * 16 * 3 * size * size];
        Uniform("input.frames", 0, values);
        for (int i = 0; i < values.Length; i++)
        {
            float half = values[i] * 0.5f;
            values[i] = half + 0.5f;
        }
        return values;
    }

    /// <summary>The spectrogram of the golden clip: [batch, 1, 512, 128], already normalised.</summary>
    public static float[] Audio(int batch)
    {
        float[] values = new float[batch * 512 * 128];
        Uniform("input.audio", 0, values);
        for (int i = 0; i < values.Length; i++)
        {
            float scaled = values[i] * 0.7f;
            values[i] = scaled - 0.2f;
        }
        return values;
    }
}
