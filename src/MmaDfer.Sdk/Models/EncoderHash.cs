using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Models;

/// <summary>
/// The identity of a model's frozen encoders: SHA-256 over all tensors that the network uses and fine-tuning does not change, in
/// the order of <see cref="NetworkTensors.Of"/>; of each the name in UTF-8, then its elements, row-major, as little-endian
/// float32. Lower-case hexadecimal. Taken before any rounding to float16: a float16 copy, and what is made of it, keeps the identity.
/// </summary>
internal static class EncoderHash
{
    private const int Chunk = 1 << 18;

    /// <param name="weights">The model.</param>
    /// <param name="config">Its sizes.</param>
    /// <param name="stated">
    /// The identity that the file states; null for none. It is kept if every value is exact in float16, because such values have been rounded,
    /// whatever they are stored as now, and the hash of the original values cannot be computed any more.
    /// </param>
    /// <param name="progress">Receives the completed share, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static string Of(
        WeightStore weights, MmaDferConfig config, string? stated = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        NetworkTensor[] frozen = [.. NetworkTensors.Of(config).Where(t => t.Used && !t.Trained)];
        long total = frozen.Sum(t => t.Shape.Count), done = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        bool rounded = stated is not null;
        float[] values = ArrayPool<float>.Shared.Rent(Chunk);
        try
        {
            foreach (NetworkTensor tensor in frozen)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(tensor.Name));
                for (long start = 0, count = tensor.Shape.Count; start < count; start += Chunk)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Span<float> part = values.AsSpan(0, (int)Math.Min(Chunk, count - start));
                    weights.Read(weights.Tensors[tensor.Name], start, part);
                    hash.AppendData(MemoryMarshal.AsBytes(part));
                    rounded = rounded && AreHalf(part);
                    done += part.Length;
                    progress?.Report((double)done / total);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
        }
        string sha = Convert.ToHexStringLower(hash.GetHashAndReset());
        return rounded ? stated! : sha;
    }

    private static bool AreHalf(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if ((float)(Half)value != value)
                return false;
        }
        return true;
    }
}
