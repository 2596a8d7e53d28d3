namespace MmaDfer.Sdk.Live;

/// <summary>
/// Where the face of a stream was last found: written where faces are found, read where frames are pushed. Safe for any number of
/// threads.
/// </summary>
internal sealed class FacePlace
{
    private readonly Lock _gate = new();
    private long _epoch;
    private PixelArea _area;
    private int _width, _height;

    /// <summary>Where a face was found; an empty area for nowhere.</summary>
    public void Found(PixelArea area, int width, int height, long epoch)
    {
        lock (_gate)
            (_area, _width, _height, _epoch) = (area, width, height, epoch);
    }

    /// <summary>Where the face was, in a picture of this size; empty if it was not there.</summary>
    public PixelArea At(int width, int height, long epoch)
    {
        lock (_gate)
            return epoch == _epoch && width == _width && height == _height ? _area : default;
    }
}
