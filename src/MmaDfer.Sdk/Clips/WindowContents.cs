namespace MmaDfer.Sdk.Clips;

/// <summary>What a moving window shows and plays.</summary>
/// <param name="frames">Its frames; null if there are none.</param>
/// <param name="audio">Its sound; null if there is none.</param>
/// <param name="imageSize">Width and height of the network's frames.</param>
/// <param name="twoClip">Two choices of 16 frames instead of one.</param>
internal sealed class WindowContents(WindowFrames? frames, WindowAudio? audio, int imageSize, bool twoClip)
{
    /// <summary>Whether both sources were read to their ends.</summary>
    public bool Ended => frames?.Ended != false && audio?.Ended != false;

    /// <summary>The end of what was read so far.</summary>
    public TimeSpan End
    {
        get
        {
            TimeSpan shown = frames?.End ?? TimeSpan.MinValue, heard = audio?.End ?? TimeSpan.MinValue;
            return shown > heard ? shown : heard;
        }
    }

    public void ReadTo(TimeSpan end, CancellationToken cancellationToken)
    {
        audio?.ReadTo(end, cancellationToken);
        frames?.ReadTo(end, cancellationToken);
    }

    /// <summary>The clip of a window; null where nothing is shown or played in it.</summary>
    public Clip? Make(TimeSpan start, TimeSpan end, TimeSpan clipEnd)
    {
        ClipFrames? shown = frames?.Choose(start, end, twoClip);
        ClipAudio? heard = audio?.Features(start, end);
        return shown is null && heard is null ? null : new Clip(imageSize, shown, heard, start, clipEnd);
    }

    /// <summary>Lets go what comes before a time.</summary>
    public void Drop(TimeSpan before)
    {
        audio?.Drop(before);
        frames?.Drop(before);
    }

    /// <summary>When, from a time on up to which was read, something may be shown or played again; null for never.</summary>
    public TimeSpan? Next(TimeSpan time) => audio?.Ended == false ? time : frames?.Next(time);
}
