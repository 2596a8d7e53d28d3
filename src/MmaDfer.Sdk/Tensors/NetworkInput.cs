using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MmaDfer.Sdk.Tensors;

/// <summary>The network's input: a clip, or a window of a stream.</summary>
internal interface INetworkInput
{
    /// <summary>Start, in the time of its sources.</summary>
    TimeSpan Start { get; }

    /// <summary>End, in the time of its sources.</summary>
    TimeSpan End { get; }

    /// <summary>False without a face: the frames are black.</summary>
    bool HasFrames { get; }

    /// <summary>False without audio: the spectrogram is that of silence.</summary>
    bool HasAudio { get; }

    /// <summary>The warnings of its sources.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>Choices of 16 frames: each is one run of the network.</summary>
    int Views { get; }

    /// <summary>How many of the newest of the 16 time slots count, where results of slots are reused; they stand for all 16 then.</summary>
    int Slots => FrameChoice.Frames;

    /// <summary>The normalised log-mel features, [512, 128].</summary>
    ReadOnlySpan<float> Spectrogram { get; }

    /// <summary>Writes the frames of a view in the network's layout.</summary>
    /// <param name="view">0 up to, not including, <see cref="Views"/>.</param>
    /// <param name="destination">Room for [16, 3, size, size]: red, green and blue planes, each value byte / 255.</param>
    void WriteFrames(int view, Span<float> destination);
}

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

/// <summary>Turns RGB24 bytes into the network's frames: planes of red, green and blue, each value byte / 255.</summary>
internal static class FramePacker
{
    /// <summary>Packs one frame.</summary>
    /// <param name="rgb">Pixels of three bytes, as many as there are.</param>
    /// <param name="planes">As many floats as <paramref name="rgb"/> has bytes, [3, pixels].</param>
    public static void Pack(ReadOnlySpan<byte> rgb, Span<float> planes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length % 3, 0);
        ArgumentOutOfRangeException.ThrowIfNotEqual(planes.Length, rgb.Length);
        int pixels = rgb.Length / 3;
        Span<float> red = planes[..pixels], green = planes.Slice(pixels, pixels), blue = planes[(2 * pixels)..];
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // A byte to the low end of each 32-bit lane, zeros above it.
            Vector128<byte> toRed = Vector128.Create(0, 255, 255, 255, 3, 255, 255, 255, 6, 255, 255, 255, 9, 255, 255, (byte)255);
            Vector128<byte> toGreen = Vector128.Create(1, 255, 255, 255, 4, 255, 255, 255, 7, 255, 255, 255, 10, 255, 255, (byte)255);
            Vector128<byte> toBlue = Vector128.Create(2, 255, 255, 255, 5, 255, 255, 255, 8, 255, 255, 255, 11, 255, 255, (byte)255);
            // Four pixels at a time; the load takes 16 bytes, four more than they have.
            for (; i <= pixels - 6; i += 4)
            {
                Vector128<byte> bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(rgb), (nuint)(3 * i));
                Scale(Vector128.Shuffle(bytes, toRed)).CopyTo(red[i..]);
                Scale(Vector128.Shuffle(bytes, toGreen)).CopyTo(green[i..]);
                Scale(Vector128.Shuffle(bytes, toBlue)).CopyTo(blue[i..]);
            }
        }
        for (; i < pixels; i++)
        {
            red[i] = rgb[3 * i] / 255f;
            green[i] = rgb[3 * i + 1] / 255f;
            blue[i] = rgb[3 * i + 2] / 255f;
        }
    }

    private static Vector128<float> Scale(Vector128<byte> lanes) =>
        Vector128.ConvertToSingle(lanes.AsInt32()) / Vector128.Create(255f);
}
