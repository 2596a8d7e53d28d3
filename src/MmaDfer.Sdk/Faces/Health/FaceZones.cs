using System.Numerics;

namespace MmaDfer.Sdk.Faces.Health;

/// <summary>
/// Looks whether there is anything to be seen where the landmarks say that eyes and mouth are: a hand, a mask, dark glasses and hair are
/// plainer than what they cover. Finders give landmarks of covered parts too.
/// </summary>
internal static class FaceZones
{
    private const int Cells = FaceMeter.Cells, Across = 9, Down = 5;

    /// <summary>Half sizes of the zones, in distances between the eyes.</summary>
    private const float EyeWidth = 0.36f, MouthWidth = 0.6f, Height = 0.16f;

    /// <summary>Less contrast of a face (standard deviation, grey levels) shows nothing.</summary>
    private const float LeastContrast = 0.5f;

    /// <summary>How distinctly eyes (the less distinct one) and mouth are seen, as shares of the face's contrast.</summary>
    /// <param name="gray">The face, Cells x Cells.</param>
    /// <param name="face">Its landmarks in cells.</param>
    public static (float Eyes, float Mouth) Measure(ReadOnlySpan<float> gray, in FaceLandmarks face)
    {
        Vector2 eyes = (face.RightEye + face.LeftEye) / 2, across = face.LeftEye - face.RightEye, down = face.Mouth - eyes;
        // A head that is turned away has its eyes near each other, one that looks up or down its mouth near the eyes.
        float unit = MathF.Max(across.Length(), 0.9f * down.Length());
        if (!(unit is > 1 and < 4 * Cells))
            return (0, 0);
        Vector2 right = Vector2.Normalize(across.Length() > 0.3f * unit ? across : new(down.Y, -down.X)) * unit, below = new(-right.Y, right.X);
        float contrast = Contrast(gray, eyes + (0.5f * below), 0.75f * right, 0.9f * below);
        if (!(contrast >= LeastContrast))
            return (0, 0);
        Vector2 high = Height * below;
        float rightEye = Detail(gray, face.RightEye, EyeWidth * right, high), leftEye = Detail(gray, face.LeftEye, EyeWidth * right, high);
        return (MathF.Min(rightEye, leftEye) / contrast, Detail(gray, face.Mouth, MouthWidth * right, high) / contrast);
    }

    /// <summary>
    /// Standard deviation of the grey levels of a zone from the sum of a level of each row and one of each column. So straight edges are no
    /// detail, as those of a mask or of a shadow; an eye or a mouth, which ends within the zone, is.
    /// </summary>
    /// <param name="gray">The face.</param>
    /// <param name="middle">Of the zone.</param>
    /// <param name="right">Half the zone, across.</param>
    /// <param name="below">Half the zone, down.</param>
    private static float Detail(ReadOnlySpan<float> gray, Vector2 middle, Vector2 right, Vector2 below)
    {
        Span<float> columns = stackalloc float[Across];
        columns.Clear();
        float sum = 0, squares = 0, rowSquares = 0, columnSquares = 0;
        for (int j = 0; j < Down; j++)
        {
            float y = (2f * j / (Down - 1)) - 1, row = 0;
            for (int i = 0; i < Across; i++)
            {
                float value = At(gray, middle + (((2f * i / (Across - 1)) - 1) * right) + (y * below));
                row += value;
                columns[i] += value;
                squares += value * value;
            }
            sum += row;
            rowSquares += row * row;
        }
        foreach (float column in columns)
            columnSquares += column * column;
        const int count = Across * Down;
        return MathF.Sqrt(MathF.Max(0, squares - (rowSquares / Across) - (columnSquares / Down) + (sum * sum / count)) / count);
    }

    /// <summary>Standard deviation of the grey levels of a part.</summary>
    private static float Contrast(ReadOnlySpan<float> gray, Vector2 middle, Vector2 right, Vector2 below)
    {
        float sum = 0, squares = 0;
        for (int i = 0; i < Across * Across; i++)
        {
            float value = At(gray, middle + (((2f * (i % Across) / (Across - 1)) - 1) * right) + (((2f * (i / Across) / (Across - 1)) - 1) * below));
            (sum, squares) = (sum + value, squares + (value * value));
        }
        const int count = Across * Across;
        return MathF.Sqrt(MathF.Max(0, (squares / count) - (sum / count * (sum / count))));
    }

    private static float At(ReadOnlySpan<float> gray, Vector2 place)
    {
        float x = Math.Clamp(place.X - 0.5f, 0, Cells - 1.001f), y = Math.Clamp(place.Y - 0.5f, 0, Cells - 1.001f);
        int left = (int)x, top = (int)y;
        float right = x - left, down = y - top;
        ReadOnlySpan<float> first = gray[((top * Cells) + left)..], second = first[Cells..];
        return ((1 - down) * (((1 - right) * first[0]) + (right * first[1]))) + (down * (((1 - right) * second[0]) + (right * second[1])));
    }
}
