using System.Numerics;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Pixels;

namespace MmaDfer.Sdk.Live;

/// <summary>What a stream cuts of a face.</summary>
internal enum FaceCut
{
    /// <summary>Its box.</summary>
    Box,

    /// <summary>Its box; of a tilted head, a square of the same size that is turned with it.</summary>
    Straight,

    /// <summary>A square that eyes and mouth have their places in: see <see cref="EmotionRecognizer.AlignsFaces"/>.</summary>
    Aligned,
}

/// <summary>A square around a face, turned with it. In pixels of the upright frame.</summary>
/// <param name="Middle">Its middle.</param>
/// <param name="Side">Width and height.</param>
/// <param name="Right">Length 1: from the eye on the left to the eye on the right, where the mouth is below.</param>
internal readonly record struct TiltedSquare(Vector2 Middle, float Side, Vector2 Right)
{
    /// <summary>Sine of 3 degrees: of a head that is tilted by less, sampling would cost more sharpness than it brings.</summary>
    private const float LeastSine = 0.0523f;

    /// <summary>Minimum distance of the eyes as a share of the face: of a head seen from the side, their line says little.</summary>
    private const float LeastEyes = 0.1f;

    /// <summary>
    /// Side of an aligned square as a multiple of the length of the triangle of eyes and mouth, and its middle on the way from the eyes to the
    /// mouth: from the forehead to the chin.
    /// </summary>
    private const float AlignedSide = 1.75f, AlignedMiddle = 0.46f;

    /// <summary>
    /// The same from a box from the hairline to the chin, on average: its side, and how far its middle is below the box's, as shares of the box.
    /// </summary>
    private const float AlignedShare = 0.86f, AlignedBelow = 0.07f;

    /// <summary>From the upper edge to the lower one.</summary>
    public Vector2 Down => new(-Right.Y, Right.X);

    /// <summary>The part that the network sees of a face; empty for a box that is empty, outside of the frame, or not finite.</summary>
    /// <param name="face">The face.</param>
    /// <param name="cut">What is cut: of a turned square, the part that holds it whole.</param>
    /// <param name="width">Width of the frame.</param>
    /// <param name="height">Height of the frame.</param>
    public static PixelArea Seen(FaceBox face, FaceCut cut, int width, int height)
    {
        PixelArea area = PixelArea.Of(face, width, height);
        if (area.IsEmpty || Of(face, cut, width, height) is not { } tilted)
            return area;
        // A pixel more on each side, for the neighbours of the outermost samples.
        float half = (tilted.Side / 2 * (MathF.Abs(tilted.Right.X) + MathF.Abs(tilted.Right.Y))) + 1;
        (float x, float y) = (tilted.Middle.X, tilted.Middle.Y);
        return PixelArea.Inside(x - half, y - half, Math.Ceiling(x + half), Math.Ceiling(y + half), width, height);
    }

    /// <summary>The square of a face; null if its box is cut: if its head is upright, or it has no eyes to tell, and it need not be aligned; or if it is the whole frame.</summary>
    public static TiltedSquare? Of(FaceBox face, FaceCut cut, int width, int height)
    {
        if (cut == FaceCut.Box || face.Landmarks is null && face is { X: 0, Y: 0 } && face.Width == width && face.Height == height)
            return null;
        Vector2 middle = new(face.CenterX, face.CenterY);
        float side = MathF.Max(face.Width, face.Height);
        if (face.Landmarks is { } points)
        {
            Vector2 eyes = (points.LeftEye + points.RightEye) / 2, mouth = (points.LeftMouthCorner + points.RightMouthCorner) / 2 ?? points.Mouth;
            Vector2 across = points.LeftEye - points.RightEye, down = mouth - eyes;
            // In a mirror image, the right eye is on the right.
            if ((across.X * down.Y) - (across.Y * down.X) < 0)
                across = -across;
            float length = across.Length();
            if (length >= LeastEyes * side && float.IsFinite(length))
            {
                Vector2 right = across / length;
                float triangle = MathF.Sqrt(across.LengthSquared() + down.LengthSquared());
                // Farther than this, the points are not those of this face.
                if (cut == FaceCut.Aligned && triangle <= 2 * side)
                    return new TiltedSquare(Vector2.Lerp(eyes, mouth, AlignedMiddle), AlignedSide * triangle, right);
                if (cut == FaceCut.Straight)
                    return MathF.Abs(right.Y) < LeastSine && right.X > 0 ? null : new TiltedSquare(middle, side, right);
            }
        }
        return cut == FaceCut.Straight ? null : new TiltedSquare(middle + new Vector2(0, AlignedBelow * side), AlignedShare * side, Vector2.UnitX);
    }
}

/// <summary>Turns the face of a tilted head upright, by bilinear sampling at the size of the frame's own pixels. Keeps its memory. One thread at a time.</summary>
/// <param name="imageSize">Width and height of the network's frames.</param>
internal sealed class FaceStraightener(int imageSize)
{
    /// <summary>Maximum size of the result as a multiple of the network's frames; more would cost time and change nothing.</summary>
    private const int MaxSize = 4;

    private readonly FrameReducer _reducer = new();
    private byte[] _pixels = [];

    /// <summary>The square of a face, upright; beyond the part that is at hand, its edge is repeated. Valid until the next call.</summary>
    /// <param name="copy">The part of the frame that was copied.</param>
    /// <param name="kept">What of the copy's rows and columns is needed.</param>
    /// <param name="face">The square.</param>
    /// <param name="width">Width of the whole upright frame.</param>
    /// <param name="height">Height of the whole upright frame.</param>
    public FrameView Straighten(FrameCopy copy, PixelArea kept, TiltedSquare face, int width, int height)
    {
        FrameView view = copy.View;
        FrameTurn turn = view.Turn;
        int step = copy.Step;
        int size = (int)Math.Clamp(MathF.Round(face.Side / step), 1, MaxSize * imageSize);
        Vector2 right = face.Right * (face.Side / size), down = face.Down * (face.Side / size);
        Vector2 first = face.Middle + ((right + down) * ((1 - size) / 2f));

        // The frame's turn is another change of direction: pixels are read as they are stored.
        (int storedWidth, int storedHeight) = turn.Swaps ? (height, width) : (width, height);
        (right, down, first) = (Direction(right, turn), Direction(down, turn), Direction(first, turn));
        if (turn.FlipsX)
            first.X += storedWidth;
        if (turn.FlipsY)
            first.Y += storedHeight;
        // Columns are averages of a step, rows the first ones of a step.
        first -= new Vector2(copy.Area.Left + kept.Left + (step / 2f), copy.Area.Top + (kept.Top * step) + 0.5f);

        if (_pixels.Length < 3 * size * size)
            _pixels = new byte[3 * size * size];
        Sample(_reducer.Narrow(view, kept, step), first / step, right / step, down / step, size);
        return new FrameView(_pixels, size, size, PixelLayout.Rgb24);
    }

    private static Vector2 Direction(Vector2 upright, FrameTurn turn)
    {
        Vector2 stored = turn.Swaps ? new Vector2(upright.Y, upright.X) : upright;
        return new Vector2(turn.FlipsX ? -stored.X : stored.X, turn.FlipsY ? -stored.Y : stored.Y);
    }

    private void Sample(FrameView rgb, Vector2 first, Vector2 right, Vector2 down, int size)
    {
        ReadOnlySpan<byte> source = rgb.Pixels;
        int stride = 3 * rgb.Width;
        float lastX = rgb.Width - 1, lastY = rgb.Height - 1;
        for (int row = 0; row < size; row++)
        {
            Span<byte> to = _pixels.AsSpan(3 * size * row, 3 * size);
            Vector2 start = first + (row * down);
            for (int column = 0; column < size; column++)
            {
                float x = Math.Clamp(start.X + (column * right.X), 0, lastX), y = Math.Clamp(start.Y + (column * right.Y), 0, lastY);
                int left = (int)x, top = (int)y, shareX = (int)((x - left) * 256), shareY = (int)((y - top) * 256);
                ReadOnlySpan<byte> upper = source[((top * stride) + (3 * left))..], lower = top < lastY ? upper[stride..] : upper;
                int next = left < lastX ? 3 : 0;
                for (int i = 0; i < 3; i++)
                {
                    int above = (upper[i] << 8) + ((upper[i + next] - upper[i]) * shareX), below = (lower[i] << 8) + ((lower[i + next] - lower[i]) * shareX);
                    to[(3 * column) + i] = (byte)(((above << 8) + ((below - above) * shareY) + (1 << 15)) >> 16);
                }
            }
        }
    }
}
