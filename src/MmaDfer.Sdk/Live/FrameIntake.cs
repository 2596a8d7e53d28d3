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
    private bool _leavesOut;

    /// <summary>Frames that were handed on.</summary>
    public long Kept { get; private set; }

    /// <summary>Frames that were left out for newer ones, as all slots were taken.</summary>
    public long Dropped { get; private set; }

    /// <summary>Takes a frame whose face is at a known place.</summary>
    /// <returns>Whether there is work for the other half.</returns>
    public bool Push(FrameView frame, PixelArea face, TimeSpan time, long epoch)
    {
        if (Slot(frame, time, epoch) is not { } slot)
            return false;
        slot.Face = face;
        TakeAround(slot, frame, face.Widened(0, frame.Width, frame.Height));
        return Hand();
    }

    /// <summary>Takes a frame whose face must be looked for.</summary>
    /// <returns>Whether there is work for the other half.</returns>
    public bool Push(FrameView frame, TimeSpan time, long epoch)
    {
        if (Slot(frame, time, epoch) is not { } slot)
            return false;
        PixelArea whole = new(0, 0, frame.Width, frame.Height);
        int step = FrameCopy.StepFor(frame, whole, FindRows);
        KnownFace known = place.At(frame.Width, frame.Height, epoch);
        // On a grid of whole steps, so that the part has the same pixels as in the whole picture; and even, as chroma planes need.
        PixelArea enough = time < known.WholeFrom ? PixelArea.Around(known.Enough, 2 * step, frame.Width, frame.Height) : whole;
        slot.Wide.Take(frame, known.Face.IsEmpty || enough.IsEmpty ? whole : enough, step);
        // Where all rows were copied, the face is among them.
        if (!known.Face.IsEmpty && step > 1)
            TakeAround(slot, frame, known.Face.Widened(Margin, frame.Width, frame.Height));
        return Hand();
    }

    private void TakeAround(FrameSlot slot, FrameView frame, PixelArea area) =>
        slot.Around.Take(frame, area, FrameCopy.StepFor(frame, area, imageSize));

    private FrameSlot? Slot(FrameView frame, TimeSpan time, long epoch)
    {
        if (epoch != _epoch)
            _thinner.Reset();
        _epoch = epoch;
        if (!_thinner.Passes(time))
            return null;
        FrameSlot slot = queue.Next(out bool leavesOut);
        _leavesOut |= leavesOut;
        (slot.Time, slot.Epoch, slot.Width, slot.Height, slot.Face) = (time, epoch, frame.Width, frame.Height, null);
        slot.Around.Clear();
        slot.Wide.Clear();
        return slot;
    }

    private bool Hand()
    {
        queue.Push();
        if (_leavesOut)
            Dropped++;
        else
            Kept++;
        _leavesOut = false;
        return true;
    }
}
