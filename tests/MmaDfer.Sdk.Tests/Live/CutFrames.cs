using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>The way of a stream's frames from the push to what the network sees of them, on one thread.</summary>
internal sealed class CutFrames
{
    private readonly FrameQueue _queue = new();
    private readonly FrameRing _ring;
    private readonly FrameIntake _intake;
    private readonly FaceCutter _cutter;
    private readonly WindowBuffer _window;
    private double _seconds;

    /// <summary>Begins a stream whose network sees frames of a width and height.</summary>
    public CutFrames(EmotionStreamOptions options, int size)
    {
        var place = new LastFace();
        _ring = new FrameRing(3 * size * size, 10);
        _intake = new FrameIntake(_queue, place, size, options);
        _cutter = new FaceCutter(_queue, place, new Presence(), _ring, size, options);
        _window = new WindowBuffer(size, twoClip: false);
    }

    public long Straightened => _cutter.Straightened;

    /// <summary>Pushes a frame, a 25th of a second after the last one, and processes it.</summary>
    public void Process(FrameView frame, FaceBox? face = null)
    {
        _seconds += 1 / 25.0;
        if (face is { } box)
            _intake.Push(frame, box, TimeSpan.FromSeconds(_seconds), 0);
        else
            _intake.Push(frame, TimeSpan.FromSeconds(_seconds), 0);
        while (_cutter.ProcessNext())
        {
        }
    }

    /// <summary>As <see cref="Process"/>.</summary>
    /// <returns>What the network sees of it, and where the face is; nulls for no face.</returns>
    public (byte[]? Cut, FaceBox? Face) Push(FrameView frame, FaceBox? face = null)
    {
        Process(frame, face);
        TimeSpan time = TimeSpan.FromSeconds(_seconds);
        _window.Begin(0, default, time);
        _ring.Copy(0, time - TimeSpan.FromTicks(1), time, _window);
        return _window.HasFrames ? (_window.Frame(0).ToArray(), _window.Face) : default;
    }

    /// <summary>Lets so much time pass that all faces are forgotten.</summary>
    public void Pause() => _seconds += 10;
}
