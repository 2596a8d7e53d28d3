namespace MmaDfer.Samples.Stage.Senses;

/// <summary>From the thread that hears to the one that listens: whoever does not listen for a second loses what was said before.</summary>
internal sealed class NewestSound
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

    public Sound Take()
    {
        lock (_lock)
        {
            int count = _count;
            (_filling, _taken, _count) = (_taken, _filling, 0);
            TimeSpan start = _rate == 0 ? default : _end - TimeSpan.FromSeconds((double)count / _channels / _rate);
            return new Sound(_taken.AsSpan(0, count), _rate, _channels, start);
        }
    }
}
