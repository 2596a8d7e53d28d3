namespace MmaDfer.Sdk.Tensors;

/// <summary>Which 16 frames of a clip the network sees in evaluation.</summary>
internal static class FrameChoice
{
    /// <summary>Frames of one view of a clip.</summary>
    public const int Frames = 16;

    /// <summary>The usual choice: the middles of 16 equal parts; a clip of up to 16 frames is taken whole.</summary>
    public static void Evaluation(int frameCount, Span<int> indices) => Choose(frameCount, 1, 2, indices);

    /// <summary>
    /// One of the two choices of the two-clip evaluation, at a quarter and at three quarters of each of the 16 parts. A clip of
    /// up to 16 frames is taken whole, so both choices are then the same.
    /// </summary>
    /// <param name="frameCount">Frames of the clip, at least 1.</param>
    /// <param name="view">0 or 1.</param>
    /// <param name="indices">Room for 16 indices, never decreasing.</param>
    public static void TwoClip(int frameCount, int view, Span<int> indices)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)view, 1u, nameof(view));
        Choose(frameCount, 1 + 2 * view, 4, indices);
    }

    /// <summary>All frames in order, the last one repeated (or, of more than 16, the first 16).</summary>
    public static void Padded(int frameCount, Span<int> indices)
    {
        Check(frameCount, indices);
        for (int k = 0; k < Frames; k++)
            indices[k] = Math.Min(k, frameCount - 1);
    }

    private static void Choose(int frameCount, int numerator, int denominator, Span<int> indices)
    {
        if (frameCount <= Frames)
        {
            Padded(frameCount, indices);
            return;
        }
        Check(frameCount, indices);
        // floor(n / 16 * (k + numerator / denominator)); a sixteenth is exact in floating point, so integers agree with it.
        for (int k = 0; k < Frames; k++)
            indices[k] = (int)((long)frameCount * (denominator * k + numerator) / (Frames * denominator));
    }

    private static void Check(int frameCount, Span<int> indices)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(indices.Length, Frames);
    }
}
