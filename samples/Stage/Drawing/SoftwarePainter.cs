using System.Numerics;

namespace MmaDfer.Samples.Stage.Drawing;

/// <summary>Paints a canvas pixel by pixel without a graphics card, for screenshots; the result equals that of the OpenGL painter.</summary>
public sealed class SoftwarePainter(int width, int height)
{
    private readonly Vector3[] _pixels = new Vector3[width * height];

    public void Paint(Canvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        int nextImage = 0;
        for (int i = 0; i < canvas.Shapes.Count; i++)
        {
            CanvasImage? image = nextImage < canvas.Images.Count && canvas.Images[nextImage].At == i ? canvas.Images[nextImage++].Image : null;
            Paint(canvas.Shapes[i], image);
        }
    }

    /// <summary>Rows of red, green, blue bytes.</summary>
    public byte[] ToRgb()
    {
        byte[] rgb = new byte[3 * _pixels.Length];
        for (int i = 0; i < _pixels.Length; i++)
        {
            Vector3 value = (Vector3.Clamp(_pixels[i], Vector3.Zero, Vector3.One) * 255) + new Vector3(0.5f);
            (rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]) = ((byte)value.X, (byte)value.Y, (byte)value.Z);
        }
        return rgb;
    }

    private void Paint(in Shape shape, CanvasImage? image)
    {
        Vector2 along = shape.Along, across = new(-along.Y, along.X), reach = shape.Reach;
        Vector2 extent = (Vector2.Abs(along) * reach.X) + (Vector2.Abs(across) * reach.Y);
        int left = (int)MathF.Max(shape.Clip.X, MathF.Floor(shape.Centre.X - extent.X)), right = (int)MathF.Min(shape.Clip.Z, MathF.Ceiling(shape.Centre.X + extent.X));
        int top = (int)MathF.Max(shape.Clip.Y, MathF.Floor(shape.Centre.Y - extent.Y)), bottom = (int)MathF.Min(shape.Clip.W, MathF.Ceiling(shape.Centre.Y + extent.Y));
        (left, top, right, bottom) = (Math.Max(left, 0), Math.Max(top, 0), Math.Min(right, width), Math.Min(bottom, height));
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                Vector2 from = new Vector2(x + 0.5f, y + 0.5f) - shape.Centre;
                var place = new Vector2(Vector2.Dot(from, along), Vector2.Dot(from, across));
                float seen = Coverage(shape, place);
                if (seen <= 0)
                    continue;
                Vector4 colour = image is not null ? Sample(image, (place + shape.Half) / (2 * shape.Half))
                    : Vector4.Lerp(shape.Top, shape.Bottom, Math.Clamp((place.Y + shape.Half.Y) / (2 * shape.Half.Y), 0, 1));
                ref Vector3 pixel = ref _pixels[(y * width) + x];
                pixel = Vector3.Lerp(pixel, new Vector3(colour.X, colour.Y, colour.Z), colour.W * seen);
            }
        }
    }

    /// <summary>The share of a pixel that a shape covers, as in the shader.</summary>
    private static float Coverage(in Shape shape, Vector2 place)
    {
        float distance;
        if (shape.Kind == Shape.Ellipse)
        {
            float near = (place / shape.Half).Length();
            distance = near * (near - 1) / MathF.Max((place / (shape.Half * shape.Half)).Length(), 1e-6f);
        }
        else
        {
            Vector2 beyond = Vector2.Abs(place) - shape.Half + new Vector2(shape.Radius);
            distance = Vector2.Max(beyond, Vector2.Zero).Length() + MathF.Min(MathF.Max(beyond.X, beyond.Y), 0) - shape.Radius;
        }
        if (shape.Stroke > 0)
            distance = MathF.Abs(distance) - (shape.Stroke / 2);
        float inside = Math.Clamp(0.5f - (distance / shape.Softness), 0, 1);
        return shape.Softness > 2 ? inside * inside * (3 - (2 * inside)) : inside;
    }

    /// <summary>Interpolates between the four pixels around a place, 0 to 1.</summary>
    private static Vector4 Sample(CanvasImage image, Vector2 place)
    {
        float x = Math.Clamp((place.X * image.Width) - 0.5f, 0, image.Width - 1), y = Math.Clamp((place.Y * image.Height) - 0.5f, 0, image.Height - 1);
        int left = (int)x, top = (int)y, right = Math.Min(left + 1, image.Width - 1), bottom = Math.Min(top + 1, image.Height - 1);
        Vector4 At(int column, int row)
        {
            int at = 4 * ((row * image.Width) + column);
            return new Vector4(image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2], 255) / 255;
        }
        return Vector4.Lerp(Vector4.Lerp(At(left, top), At(right, top), x - left), Vector4.Lerp(At(left, bottom), At(right, bottom), x - left), y - top);
    }
}
