using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Inputs;

/// <summary>Passes frames from a reading thread to another one: only the newest is kept, and neither thread waits while the other copies.</summary>
public sealed class LatestFrame
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

    public bool TryTake(out InputFrame frame)
    {
        lock (_lock)
        {
            if (!_isNew)
            {
                frame = default;
                return false;
            }
            (_taken, _ready, _isNew) = (_ready, _taken, false);
        }
        frame = _taken.InputFrame;
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

        public InputFrame InputFrame => new(new FrameView(_pixels.AsSpan(0, _length), _width, _height, _layout, _stride, _range), _face, _time);

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

/// <summary>Passes audio from a reading thread to another one; only the last second is kept.</summary>
internal sealed class LatestAudio
{
    private readonly Lock _lock = new();
    private float[] _filling = [], _taken = [];
    private int _count, _rate, _channels = 1;
    private TimeSpan _end;

    public void Put(ReadOnlySpan<float> samples, int rate, int channels, TimeSpan time)
    {
        lock (_lock)
        {
            int room = rate * channels;
            if ((rate, channels) != (_rate, _channels) || _filling.Length < room)
                (_filling, _taken, _count, _rate, _channels) = (new float[room], new float[room], 0, rate, channels);
            samples = samples[Math.Max(0, samples.Length - room)..];
            int keep = Math.Min(_count, room - samples.Length);
            Array.Copy(_filling, _count - keep, _filling, 0, keep);
            samples.CopyTo(_filling.AsSpan(keep));
            _count = keep + samples.Length;
            _end = time + TimeSpan.FromSeconds((double)samples.Length / channels / rate);
        }
    }

    public InputAudio Take()
    {
        lock (_lock)
        {
            int count = _count;
            (_filling, _taken, _count) = (_taken, _filling, 0);
            TimeSpan start = _rate == 0 ? default : _end - TimeSpan.FromSeconds((double)count / _channels / _rate);
            return new InputAudio(_taken.AsSpan(0, count), _rate, _channels, start);
        }
    }
}
