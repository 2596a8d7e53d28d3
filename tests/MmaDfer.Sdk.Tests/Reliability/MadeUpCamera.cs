using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Reliability;

/// <summary>A camera whose picture is noise, with a face that moves about, and a finder that is always of one opinion where it is.</summary>
internal sealed class MadeUpCamera : IFaceFinder
{
    public const int Width = 1280, Height = 720, Face = 300;

    private readonly byte[] _pixels = new byte[4 * Width * Height];

    public MadeUpCamera()
    {
        new Random(1).NextBytes(_pixels);
        for (int i = 0; i < _pixels.Length; i++)
            _pixels[i] /= 2;
    }

    /// <summary>The picture, and where the face is at a time.</summary>
    public FrameView At(TimeSpan time, out FaceBox face)
    {
        double turn = time.TotalSeconds % 10 / 10 * 2 * Math.PI;
        face = new FaceBox((int)(490 + 300 * Math.Cos(turn)), (int)(210 + 100 * Math.Sin(turn)), Face, Face);
        return new FrameView(_pixels, Width, Height, PixelLayout.Bgra32);
    }

    /// <summary>The middle of the picture: finding itself is measured elsewhere.</summary>
    public int Find(FrameView frame, Span<FaceBox> faces)
    {
        double scale = (double)frame.Width / Width;
        faces[0] = new FaceBox((float)(490 * scale), (float)(210 * scale), (float)(Face * scale), (float)(Face * scale));
        return 1;
    }
}
