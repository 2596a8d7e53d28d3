namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// A random resized crop, drawn once for a clip: the rectangle of a picture that is resized to the network's square. Pictures
/// of another size than the first have it in proportion.
/// </summary>
/// <param name="Picture">Size of the picture that it was drawn for.</param>
/// <param name="Left">Its first column.</param>
/// <param name="Top">Its first row.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
internal readonly record struct CropPlan((int Width, int Height) Picture, int Left, int Top, int Width, int Height)
{
    private const int Tries = 10;
    private const double LeastArea = 0.08, LeastAspect = 3.0 / 4, MostAspect = 4.0 / 3;

    /// <summary>Draws one; null where no try fits (very long pictures), for which a random square is taken instead.</summary>
    public static CropPlan? Draw(SeededRandom random, int width, int height)
    {
        for (int i = 0; i < Tries; i++)
        {
            double area = random.Uniform(LeastArea, 1) * width * height, aspect = random.Uniform(LeastAspect, MostAspect);
            // Halves to even, as Python rounds.
            int w = (int)Math.Round(Math.Sqrt(area * aspect)), h = (int)Math.Round(Math.Sqrt(area / aspect));
            if (random.Uniform() < 0.5)
                (w, h) = (h, w);
            if (w >= 1 && h >= 1 && w <= width && h <= height)
                return new CropPlan((width, height), random.Below(width - w + 1), random.Below(height - h + 1), w, h);
        }
        return null;
    }

    /// <summary>The same part of a picture of another size.</summary>
    public CropPlan For((int Width, int Height) picture)
    {
        if (picture == Picture)
            return this;
        (int left, int width) = Scale(Left, Width, Picture.Width, picture.Width);
        (int top, int height) = Scale(Top, Height, Picture.Height, picture.Height);
        return new CropPlan(picture, left, top, width, height);
    }

    private static (int From, int Length) Scale(int from, int length, int old, int size)
    {
        int scaled = Math.Clamp((int)Math.Round((double)length * size / old), 1, size);
        return (Math.Min((int)Math.Round((double)from * size / old), size - scaled), scaled);
    }
}
