using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Faces.Tracking;

/// <summary>
/// Tells faces that are upside down: networks find them too, with landmarks as if they were upright. Each face is shown to the finder small,
/// as it is and turned by 180 degrees; the finder is surer of the upright one. Faces of the size of <see cref="Face"/> differ most, and the
/// focus of the camera makes no difference to them; a face that fills its frame is shown on grey, so that it has that size too. Keeps its
/// memory. One thread at a time.
/// </summary>
internal sealed class UprightCheck(IFaceFinder finder)
{
    /// <summary>Height of the face that the finder is shown, in pixels, and of what is around it.</summary>
    private const int Face = 40, Side = 96;

    /// <summary>Sizes of what is shown of a frame, so that there are few.</summary>
    private const int Step = 8;

    private const byte Grey = 128;

    /// <summary>
    /// By so much the turned one must be surer. With five faces, each in ten conditions, it was surer by at least 0.02 for those upside down,
    /// and less sure by at least 0.02 for the upright ones, for YuNet n and s and BlazeFace 256.
    /// </summary>
    private const float Margin = 0.01f;

    private readonly BilinearResize?[] _resizes = new BilinearResize?[(Side / Step) + 1];
    private readonly byte[] _shown = new byte[3 * Side * Side];
    private readonly byte[] _upright = new byte[3 * Side * Side];
    private readonly byte[] _turned = new byte[3 * Side * Side];
    private readonly FaceBox[] _found = new FaceBox[4];

    /// <summary>Whether a face is upside down; false if the finder does not tell how sure it is.</summary>
    public bool IsUpsideDown(FramePart part, FaceBox face)
    {
        if (face.Score is null)
            return false;
        // A square, moved into the frame; of one that is larger than the frame, what there is, in the middle of the picture.
        int wanted = (int)MathF.Max(MathF.Sqrt(face.Area) * Side / Face, 1), side = Math.Min(wanted, Math.Min(part.Width, part.Height));
        int left = (int)Math.Clamp(face.CenterX - (side / 2f), 0, part.Width - side), top = (int)Math.Clamp(face.CenterY - (side / 2f), 0, part.Height - side);
        int steps = ((Side * side / wanted) + Step - 1) / Step, size = steps * Step, margin = (Side - size) / 2;
        (_resizes[steps] ??= new BilinearResize(size)).Resize(part.View, left, top, side, side, _shown.AsSpan(0, 3 * size * size));
        _upright.AsSpan().Fill(Grey);
        for (int y = 0; y < size; y++)
            _shown.AsSpan(3 * y * size, 3 * size).CopyTo(_upright.AsSpan(3 * (((margin + y) * Side) + margin)));
        for (int i = 0, from = _upright.Length - 3; i < _upright.Length; i += 3, from -= 3)
            _upright.AsSpan(from, 3).CopyTo(_turned.AsSpan(i));
        FaceBox small = face.Transform((float)size / side, margin - ((float)left * size / side), margin - ((float)top * size / side));
        var opposite = new FaceBox(Side - small.X - small.Width, Side - small.Y - small.Height, small.Width, small.Height);
        return Score(_turned, opposite) > Score(_upright, small) + Margin;
    }

    /// <summary>How sure the finder is of a face about there; 0 if it does not see one.</summary>
    private float Score(byte[] pixels, FaceBox face)
    {
        float best = 0, size = MathF.Sqrt(face.Area);
        int count = finder.Find(new FrameView(pixels, Side, Side, PixelLayout.Rgb24), new FaceBox(0, 0, Side, Side), 0.5f * size, 2 * size, _found);
        foreach (FaceBox found in _found.AsSpan(0, Math.Clamp(count, 0, _found.Length)))
        {
            if (MathF.Abs(found.CenterX - face.CenterX) < size / 2 && MathF.Abs(found.CenterY - face.CenterY) < size / 2)
                best = MathF.Max(best, found.Score ?? 0);
        }
        return best;
    }
}
