using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Senses;

/// <summary>From the thread that reads pictures to the one that looks: the newest wins, and neither waits for the other's copying.</summary>
public sealed class NewestPicture
{
    private readonly Lock _lock = new();
    private Kept _filling = new(), _ready = new(), _taken = new();
    private bool _isNew;

    public void Put(FrameView frame, FaceBox? face, TimeSpan time)
    {
        _filling.Fill(frame, face, time);
        lock (_lock)
            (_filling, _ready, _isNew) = (_ready, _filling, true);
    }

    public bool TryTake(out Sight sight)
    {
        lock (_lock)
        {
            if (!_isNew)
            {
                sight = default;
                return false;
            }
            (_taken, _ready, _isNew) = (_ready, _taken, false);
        }
        sight = _taken.Sight;
        return true;
    }

    private sealed class Kept
    {
        private byte[] _pixels = [];
        private int _length, _width, _height, _stride;
        private PixelLayout _layout;
        private YuvRange _range;
        private FaceBox? _face;
        private TimeSpan _time;

        public Sight Sight => new(new FrameView(_pixels.AsSpan(0, _length), _width, _height, _layout, _stride, _range), _face, _time);

        public void Fill(FrameView frame, FaceBox? face, TimeSpan time)
        {
            if (_pixels.Length < frame.Pixels.Length)
                _pixels = new byte[frame.Pixels.Length];
            frame.Pixels.CopyTo(_pixels);
            (_length, _width, _height, _stride) = (frame.Pixels.Length, frame.Width, frame.Height, frame.Stride);
            (_layout, _range, _face, _time) = (frame.Layout, frame.Range, face, time);
        }
    }
}
