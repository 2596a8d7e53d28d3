using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Creates the network inputs of a clip for training: 16 randomly chosen frames, or one, with one random brightness, crop and flip for all of
/// them, in this order, as in the authors' training. Without augmentation, the inputs are those of an evaluation. Reuses its memory;
/// not thread-safe.
/// </summary>
internal sealed class TrainingView(int imageSize, double minCropArea = CropPlan.PublishedMinArea, int frameCount = FrameChoice.Frames)
{
    private const double MinBrightness = 0.5, MaxBrightness = 1.5;

    private readonly BilinearResize _resize = new(imageSize);
    private readonly byte[] _square = new byte[3 * imageSize * imageSize];
    private readonly byte[] _brightness = new byte[256];
    private readonly int[] _indices = new int[frameCount];
    private byte[] _rgb = [];
    private byte[] _scaled = [];
    private BilinearResize? _whole;
    private int _count;

    /// <summary>Which of the clip's frames the last view shows; empty if the clip has no frames.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, _count);

    /// <summary>Whether the last view shows them with left and right exchanged.</summary>
    public bool IsFlipped { get; private set; }

    /// <summary>Writes the frames and the spectrogram of a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="random">Random numbers for this view.</param>
    /// <param name="augment">Whether to choose and augment frames at random; otherwise frames are those of an evaluation.</param>
    /// <param name="frames">Receives [frames, 3, S, S]; zeros for a clip without frames.</param>
    /// <param name="spectrogram">Receives [512, 128].</param>
    public void Write(CachedClip clip, SeededRandom random, bool augment, Span<float> frames, Span<float> spectrogram)
    {
        if (clip.Spectrogram is { } audio)
            audio.CopyTo(spectrogram);
        else
            Spectrogram.WriteSilence(spectrogram);
        _count = clip.FrameCount == 0 ? 0 : frameCount;
        IsFlipped = false;
        if (clip.FrameCount == 0)
        {
            frames.Clear();
            return;
        }
        Span<int> indices = _indices;
        if (augment)
            Choose(clip.FrameCount, random, indices);
        else if (frameCount == 1)
            indices[0] = clip.FrameCount / 2;
        else
            FrameChoice.Evaluation(clip.FrameCount, indices);
        Draws? draws = augment ? Draw(clip.Size(indices[0]), random) : null;
        IsFlipped = draws is { Flip: true };
        int length = 3 * imageSize * imageSize;
        for (int k = 0; k < frameCount; k++)
        {
            Span<float> target = frames.Slice(k * length, length);
            // Short clips repeat their last frame.
            if (k > 0 && indices[k] == indices[k - 1])
                frames.Slice((k - 1) * length, length).CopyTo(target);
            else
                WriteFrame(clip, indices[k], draws, target);
        }
    }

    /// <summary>Chooses a random frame from each of as many equal parts as there are indices, without the remainder at the end; a short clip keeps all its frames.</summary>
    internal static void Choose(int frameCount, SeededRandom random, Span<int> indices)
    {
        int part = frameCount / indices.Length;
        if (part == 0)
        {
            FrameChoice.Padded(frameCount, indices);
            return;
        }
        for (int k = 0; k < indices.Length; k++)
            indices[k] = k * part + random.Below(part);
    }

    private Draws Draw((int Width, int Height) frame, SeededRandom random)
    {
        float factor = (float)random.Uniform(MinBrightness, MaxBrightness);
        // Truncated, not rounded, as in Pillow.
        for (int value = 0; value < _brightness.Length; value++)
            _brightness[value] = (byte)Math.Min(factor * value, 255);
        CropPlan? crop = CropPlan.Draw(random, frame.Width, frame.Height, minCropArea);
        // Without a crop: the position of the square, as a share of the available range.
        double left = crop is null ? random.Uniform() : 0, top = crop is null ? random.Uniform() : 0;
        return new Draws(crop, left, top, random.Uniform() < 0.5);
    }

    private void WriteFrame(CachedClip clip, int index, Draws? draws, Span<float> target)
    {
        (int width, int height) size = clip.Size(index);
        int bytes = 3 * size.width * size.height;
        if (_rgb.Length < bytes)
            _rgb = new byte[bytes];
        Span<byte> rgb = _rgb.AsSpan(0, bytes);
        clip.ReadFrame(index, rgb);
        if (draws is not null)
        {
            foreach (ref byte value in rgb)
                value = _brightness[value];
        }
        var view = new FrameView(rgb, size.width, size.height, PixelLayout.Rgb24);
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

    /// <summary>Resizes the frame so that its shorter side fits the square, and cuts out the square.</summary>
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
/// A random resized crop, drawn once per clip: the rectangle of a frame that is resized to the network's square. For frames of
/// another size than the first, it is scaled in proportion.
/// </summary>
/// <param name="Frame">Size of the frame for which the crop was drawn.</param>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Number of columns.</param>
/// <param name="Height">Number of rows.</param>
internal readonly record struct CropPlan((int Width, int Height) Frame, int Left, int Top, int Width, int Height)
{
    /// <summary>The smallest share of a frame's area in the paper's training.</summary>
    public const double PublishedMinArea = 0.08;

    private const int Tries = 10;
    private const double MinAspect = 3.0 / 4, MaxAspect = 4.0 / 3;

    /// <summary>Draws a crop; null if no attempt fits (very long frames), in which case a random square is used.</summary>
    public static CropPlan? Draw(SeededRandom random, int width, int height, double minArea = PublishedMinArea)
    {
        for (int i = 0; i < Tries; i++)
        {
            double area = random.Uniform(minArea, 1) * width * height, aspect = random.Uniform(MinAspect, MaxAspect);
            // Rounds half to even, as Python does.
            int w = (int)Math.Round(Math.Sqrt(area * aspect)), h = (int)Math.Round(Math.Sqrt(area / aspect));
            if (random.Uniform() < 0.5)
                (w, h) = (h, w);
            if (w >= 1 && h >= 1 && w <= width && h <= height)
                return new CropPlan((width, height), random.Below(width - w + 1), random.Below(height - h + 1), w, h);
        }
        return null;
    }

    /// <summary>Scales the crop to a frame of another size.</summary>
    public CropPlan For((int Width, int Height) frame)
    {
        if (frame == Frame)
            return this;
        (int left, int width) = Scale(Left, Width, Frame.Width, frame.Width);
        (int top, int height) = Scale(Top, Height, Frame.Height, frame.Height);
        return new CropPlan(frame, left, top, width, height);
    }

    private static (int From, int Length) Scale(int from, int length, int old, int size)
    {
        int scaled = Math.Clamp((int)Math.Round((double)length * size / old), 1, size);
        return (Math.Min((int)Math.Round((double)from * size / old), size - scaled), scaled);
    }
}
