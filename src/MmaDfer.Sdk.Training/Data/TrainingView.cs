using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// What the network sees of a clip in training: 16 frames chosen by chance, brightness, a random resized crop and a flip
/// drawn once for all of them, in this order, as the authors train. Without augmentation: what evaluation sees. Keeps its
/// memory; one object a thread.
/// </summary>
internal sealed class TrainingView(int imageSize)
{
    private const double LeastBrightness = 0.5, MostBrightness = 1.5;

    private readonly BilinearResize _resize = new(imageSize);
    private readonly byte[] _square = new byte[3 * imageSize * imageSize];
    private readonly byte[] _brightness = new byte[256];
    private byte[] _picture = [];
    private byte[] _scaled = [];
    private BilinearResize? _whole;

    /// <summary>Writes the 16 chosen frames and the spectrogram of a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="random">Draws of this view.</param>
    /// <param name="augment">Whether to choose and change frames by chance; otherwise as in evaluation.</param>
    /// <param name="frames">Room for [16, 3, S, S]; zeros for a clip without frames.</param>
    /// <param name="spectrogram">Room for [512, 128].</param>
    public void Write(CachedClip clip, SeededRandom random, bool augment, Span<float> frames, Span<float> spectrogram)
    {
        if (clip.Spectrogram is { } sound)
            sound.CopyTo(spectrogram);
        else
            Spectrogram.WriteSilence(spectrogram);
        if (clip.FrameCount == 0)
        {
            frames.Clear();
            return;
        }
        Span<int> indices = stackalloc int[FrameChoice.Frames];
        if (augment)
            Choose(clip.FrameCount, random, indices);
        else
            FrameChoice.Evaluation(clip.FrameCount, indices);
        Draws? draws = augment ? Draw(clip.Size(indices[0]), random) : null;
        int length = 3 * imageSize * imageSize;
        for (int k = 0; k < FrameChoice.Frames; k++)
        {
            Span<float> target = frames.Slice(k * length, length);
            // Short clips repeat their last frame.
            if (k > 0 && indices[k] == indices[k - 1])
                frames.Slice((k - 1) * length, length).CopyTo(target);
            else
                WriteFrame(clip, indices[k], draws, target);
        }
    }

    /// <summary>A frame by chance of each of 16 equal parts (the rest at the end is never drawn); short clips are taken whole.</summary>
    internal static void Choose(int frameCount, SeededRandom random, Span<int> indices)
    {
        int part = frameCount / FrameChoice.Frames;
        if (part == 0)
        {
            FrameChoice.Padded(frameCount, indices);
            return;
        }
        for (int k = 0; k < indices.Length; k++)
            indices[k] = k * part + random.Below(part);
    }

    private Draws Draw((int Width, int Height) picture, SeededRandom random)
    {
        float factor = (float)random.Uniform(LeastBrightness, MostBrightness);
        // Cut, not rounded, as Pillow blends with black.
        for (int value = 0; value < _brightness.Length; value++)
            _brightness[value] = (byte)Math.Min(factor * value, 255);
        CropPlan? crop = CropPlan.Draw(random, picture.Width, picture.Height);
        // Where a square is taken instead: its place as a share of the room there is.
        double left = crop is null ? random.Uniform() : 0, top = crop is null ? random.Uniform() : 0;
        return new Draws(crop, left, top, random.Uniform() < 0.5);
    }

    private void WriteFrame(CachedClip clip, int index, Draws? draws, Span<float> target)
    {
        (int width, int height) size = clip.Size(index);
        int bytes = 3 * size.width * size.height;
        if (_picture.Length < bytes)
            _picture = new byte[bytes];
        Span<byte> picture = _picture.AsSpan(0, bytes);
        clip.ReadFrame(index, picture);
        if (draws is not null)
        {
            foreach (ref byte value in picture)
                value = _brightness[value];
        }
        var view = new FrameView(picture, size.width, size.height, PixelLayout.Rgb24);
        if (draws is null)
        {
            _resize.Resize(view, _square);
        }
        else if (draws.Crop is { } plan)
        {
            CropPlan crop = plan.For(size);
            _resize.Resize(view, crop.Left, crop.Top, crop.Width, crop.Height, _square);
        }
        else
        {
            TakeSquare(view, draws);
        }
        if (draws is { Flip: true })
            Flip();
        FramePacker.Pack(_square, target);
    }

    /// <summary>The whole picture with its shorter side resized to that of the square, which is then cut out.</summary>
    private void TakeSquare(FrameView view, Draws draws)
    {
        int shorter = Math.Min(view.Width, view.Height);
        int width = Math.Max(imageSize, (int)((long)imageSize * view.Width / shorter));
        int height = Math.Max(imageSize, (int)((long)imageSize * view.Height / shorter));
        if (_whole?.Width != width || _whole.Height != height)
            _whole = new BilinearResize(width, height);
        if (_scaled.Length < _whole.TargetBytes)
            _scaled = new byte[_whole.TargetBytes];
        _whole.Resize(view, _scaled.AsSpan(0, _whole.TargetBytes));
        int left = (int)(draws.Left * (width - imageSize + 1)), top = (int)(draws.Top * (height - imageSize + 1));
        for (int y = 0; y < imageSize; y++)
            _scaled.AsSpan(3 * ((top + y) * width + left), 3 * imageSize).CopyTo(_square.AsSpan(3 * y * imageSize));
    }

    private void Flip()
    {
        for (int row = 0; row < _square.Length; row += 3 * imageSize)
        {
            for (int i = row, j = row + 3 * (imageSize - 1); i < j; i += 3, j -= 3)
            {
                for (int colour = 0; colour < 3; colour++)
                    (_square[i + colour], _square[j + colour]) = (_square[j + colour], _square[i + colour]);
            }
        }
    }

    private sealed record Draws(CropPlan? Crop, double Left, double Top, bool Flip);
}

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
