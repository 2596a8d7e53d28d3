using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The caller's half of a stream's way for frames: decides what of a frame is needed and copies it. One thread at a time.
/// </summary>
/// <param name="queue">Where frames go.</param>
/// <param name="place">Where the face is.</param>
/// <param name="imageSize">Width and height of the network's frames.</param>
/// <param name="options">Rates.</param>
internal sealed class FrameIntake(FrameQueue queue, FacePlace place, int imageSize, EmotionStreamOptions options)
{
    /// <summary>What is copied around the last place, on each side, as a share of its size: as far as a face moves from frame to frame.</summary>
    private const double Margin = 0.25;

    /// <summary>Rows of a picture that a face can be found in.</summary>
    private const int FindRows = 240;

    private readonly FrameThinner _thinner = new(options.MaxFrameRate);
    private long _epoch = -1;

    /// <summary>Frames that were handed on.</summary>
    public long Kept { get; private set; }

    /// <summary>Frames that found all slots taken.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes a frame whose face is at a known place.</summary>
    /// <returns>Whether there is work for the other half.</returns>
    public bool Push(FrameView frame, PixelArea face, TimeSpan time, long epoch)
    {
        if (Slot(frame, time, epoch) is not { } slot)
            return false;
        slot.Face = face;
        slot.Around.Take(frame, face.Widened(0, frame.Width, frame.Height), imageSize);
        return Hand();
    }

    /// <summary>Takes a frame whose face must be looked for.</summary>
    /// <returns>Whether there is work for the other half.</returns>
    public bool Push(FrameView frame, TimeSpan time, long epoch)
    {
        if (Slot(frame, time, epoch) is not { } slot)
            return false;
        slot.Whole.Take(frame, new PixelArea(0, 0, frame.Width, frame.Height), FindRows);
        PixelArea known = place.At(frame.Width, frame.Height, epoch);
        if (!known.IsEmpty)
            slot.Around.Take(frame, known.Widened(Margin, frame.Width, frame.Height), imageSize);
        return Hand();
    }

    private FrameSlot? Slot(FrameView frame, TimeSpan time, long epoch)
    {
        if (epoch != _epoch)
            _thinner.Reset();
        _epoch = epoch;
        if (!_thinner.Passes(time))
            return null;
        if (queue.Free() is not { } slot)
        {
            Dropped++;
            return null;
        }
        (slot.Time, slot.Epoch, slot.Width, slot.Height, slot.Face) = (time, epoch, frame.Width, frame.Height, null);
        slot.Around.Clear();
        slot.Whole.Clear();
        return slot;
    }

    private bool Hand()
    {
        queue.Push();
        Kept++;
        return true;
    }
}
