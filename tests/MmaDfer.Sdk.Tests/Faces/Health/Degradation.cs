using System.Numerics;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Faces.Health;

/// <summary>One way in which a face can be seen badly, in steps from not at all (the first) to hopeless.</summary>
/// <param name="Flag">The flag that should tell of it.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Steps">Strengths.</param>
/// <param name="Apply">Makes a worse frame of a square RGB24 frame, its size, its landmarks, a strength and a source of noise.</param>
internal sealed record Degradation(
    ReadingFlags Flag, string Name, float[] Steps, Func<byte[], int, FaceLandmarks, float, Random, SeenFrame> Apply)
{
    /// <summary>Degrees of heads that are turned, which must be drawn anew.</summary>
    public static float[] Turns { get; } = [0, 10, 20, 30, 40, 50, 60];

    /// <summary>All but the turned head.</summary>
    public static IReadOnlyList<Degradation> All { get; } =
    [
        new(ReadingFlags.SmallFace, "size", [96, 64, 48, 32, 24, 16, 12, 8, 6, 4], Shrink),
        new(ReadingFlags.FaceAtEdge, "edge", [0, 0.05f, 0.1f, 0.15f, 0.2f, 0.25f, 0.3f, 0.4f, 0.5f, 0.6f], Cut),
        new(ReadingFlags.Blurred, "blur", [0, 0.01f, 0.02f, 0.03f, 0.04f, 0.05f, 0.06f, 0.08f, 0.1f, 0.13f], Blur),
        new(ReadingFlags.TooDark, "dark", [1, 0.5f, 0.3f, 0.2f, 0.14f, 0.1f, 0.07f, 0.05f, 0.035f, 0.025f], Darken),
        new(ReadingFlags.TooBright, "bright", [1, 1.3f, 1.6f, 2, 2.5f, 3, 4, 5, 7, 10], Brighten),
        new(ReadingFlags.Covered, "mouth", [0, 0.2f, 0.4f, 0.6f, 0.8f, 1, 1.2f], CoverMouth),
        new(ReadingFlags.Covered, "eyes", [0, 0.2f, 0.4f, 0.6f, 0.8f, 1, 1.2f], CoverEyes),
    ];

    private static SeenFrame Shrink(byte[] rgb, int size, FaceLandmarks face, float to, Random random)
    {
        int side = Math.Min((int)to, size);
        byte[] small = new byte[3 * side * side];
        new BilinearResize(side).Resize(new FrameView(rgb, size, size, PixelLayout.Rgb24), small);
        return new SeenFrame(small, side, side, new FaceBox(0, 0, side, side) { Landmarks = face.Transform((float)side / size, default) });
    }

    /// <summary>The face leaves the frame on the left or on the right.</summary>
    private static SeenFrame Cut(byte[] rgb, int size, FaceLandmarks face, float share, Random random)
    {
        int lost = (int)(share * size), width = size - lost;
        byte[] rest = new byte[3 * width * size];
        for (int y = 0; y < size; y++)
            rgb.AsSpan(3 * ((y * size) + lost), 3 * width).CopyTo(rest.AsSpan(3 * y * width));
        return new SeenFrame(rest, width, size, new FaceBox(-lost, 0, size, size) { Landmarks = face.Transform(1, new Vector2(-lost, 0)) });
    }

    private static SeenFrame Blur(byte[] rgb, int size, FaceLandmarks face, float share, Random random)
    {
        float deviation = share * size;
        if (deviation == 0)
            return Whole(rgb, size, face);
        int reach = (int)MathF.Ceiling(3 * deviation);
        float[] kernel = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(i => MathF.Exp(-i * i / (2 * deviation * deviation)))];
        float all = kernel.Sum();
        float[] rows = new float[rgb.Length];
        byte[] blurred = new byte[rgb.Length];
        for (int i = 0; i < rgb.Length; i++)
        {
            int x = i / 3 % size, start = i - (3 * x);
            float sum = 0;
            for (int j = -reach; j <= reach; j++)
                sum += kernel[j + reach] * rgb[start + (3 * Math.Clamp(x + j, 0, size - 1))];
            rows[i] = sum / all;
        }
        for (int i = 0; i < rgb.Length; i++)
        {
            int y = i / 3 / size;
            float sum = 0;
            for (int j = -reach; j <= reach; j++)
                sum += kernel[j + reach] * rows[i + (3 * size * (Math.Clamp(y + j, 0, size - 1) - y))];
            blurred[i] = Noisy(sum / all, 2, random);
        }
        return Whole(blurred, size, face);
    }

    /// <summary>Less light on a sensor whose noise stays.</summary>
    private static SeenFrame Darken(byte[] rgb, int size, FaceLandmarks face, float factor, Random random) =>
        Whole([.. rgb.Select(b => Noisy(factor * b, 4, random))], size, face);

    private static SeenFrame Brighten(byte[] rgb, int size, FaceLandmarks face, float gain, Random random) =>
        Whole([.. rgb.Select(b => Noisy(gain * b, 2, random))], size, face);

    /// <summary>A bar before the mouth, of a share of the distance from the eyes to the mouth.</summary>
    private static SeenFrame CoverMouth(byte[] rgb, int size, FaceLandmarks face, float share, Random random) => Cover(rgb, size, face, face.Mouth, share);

    private static SeenFrame CoverEyes(byte[] rgb, int size, FaceLandmarks face, float share, Random random) =>
        Cover(rgb, size, face, (face.RightEye + face.LeftEye) / 2, share);

    private static SeenFrame Cover(byte[] rgb, int size, FaceLandmarks face, Vector2 middle, float share)
    {
        byte[] covered = [.. rgb];
        float half = share * Vector2.Distance(face.Mouth, (face.RightEye + face.LeftEye) / 2) / 2;
        // Cloth of the brightness of the forehead: no edge gives it away.
        if (share == 0)
            return Whole(rgb, size, face);
        int colour = 3 * (((int)(0.27f * size) * size) + (size / 2));
        for (int y = (int)MathF.Max(0, middle.Y - half); y < MathF.Min(size, middle.Y + half); y++)
        {
            for (int x = 0; x < size; x++)
                rgb.AsSpan(colour, 3).CopyTo(covered.AsSpan(3 * ((y * size) + x)));
        }
        return Whole(covered, size, face);
    }

    private static SeenFrame Whole(byte[] rgb, int size, FaceLandmarks face) => new(rgb, size, size, new FaceBox(0, 0, size, size) { Landmarks = face });

    private static byte Noisy(float value, float deviation, Random random)
    {
        float noise = random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f;
        return (byte)Math.Clamp(value + (2 * deviation * noise) + 0.5f, 0, 255);
    }
}

/// <summary>What a camera gives: pixels (RGB24), and the face in them.</summary>
internal sealed record SeenFrame(byte[] Rgb, int Width, int Height, FaceBox Face);
