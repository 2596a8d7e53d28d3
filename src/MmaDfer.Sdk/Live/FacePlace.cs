namespace MmaDfer.Sdk.Live;

/// <summary>
/// Where the face of a stream was last found: written where faces are found, read where frames are pushed. Safe for any number of
/// threads.
/// </summary>
internal sealed class FacePlace
{
    private readonly Lock _gate = new();
    private long _epoch;
    private KnownFace _face;
    private int _width, _height;

    /// <summary>Where a face was found; the default for nowhere.</summary>
    public void Found(KnownFace face, int width, int height, long epoch)
    {
        lock (_gate)
            (_face, _width, _height, _epoch) = (face, width, height, epoch);
    }

    /// <summary>Where the face was, in a picture of this size; the default if it was not there.</summary>
    public KnownFace At(int width, int height, long epoch)
    {
        lock (_gate)
            return epoch == _epoch && width == _width && height == _height ? _face : default;
    }
}
