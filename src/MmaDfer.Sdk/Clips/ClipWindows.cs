using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Clips;

/// <summary>
/// Slides a window over sources of any length, in memory that does not grow with them, and makes a clip of what each window
/// shows and plays.
/// </summary>
internal static class ClipWindows
{
    /// <summary>Sound and pictures of a file rarely end at the very same moment: less than this is no part of its own.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Reads the sources while the clips are asked for. The first window begins with the first frame or sample; the last one
    /// ends with the last, so it may begin less than a step after the one before. Sources shorter than a window make one clip
    /// of all. Windows in which nothing is shown or played are left out.
    /// </summary>
    /// <param name="frames">Faces; null if there are none. Read to its end, not disposed.</param>
    /// <param name="audio">Sound; null if there is none. Read to its end, not disposed.</param>
    /// <param name="imageSize">Width and height of the network's frames.</param>
    /// <param name="window">Length of a window; of more than 5.12 s only the first 5.12 s are heard.</param>
    /// <param name="step">From the start of a window to that of the next.</param>
    /// <param name="twoClip">Two choices of 16 frames instead of one.</param>
    /// <param name="cancellationToken">Looked at between reads.</param>
    /// <exception cref="MediaException">As of <see cref="ClipReader.Read"/>, when the damaged place is reached.</exception>
    public static IEnumerable<Clip> Read(
        IFrameSource? frames, IAudioSource? audio, int imageSize, TimeSpan window, TimeSpan step, bool twoClip,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        WindowAudio? sound = audio is null ? null : new WindowAudio(audio);
        TimeSpan? heard = sound?.Begin();
        WindowFrames? pictures = frames is null ? null : new WindowFrames(frames, imageSize);
        TimeSpan? seen = pictures?.Begin();
        if (heard is null)
            sound = null;
        return (heard ?? seen) is TimeSpan any
            ? Slide(new WindowContents(pictures, sound, imageSize, twoClip), seen < any ? seen.Value : any, window, step, cancellationToken)
            : [];
    }

    private static IEnumerable<Clip> Slide(
        WindowContents contents, TimeSpan origin, TimeSpan window, TimeSpan step, CancellationToken cancellationToken)
    {
        TimeSpan start = origin, covered = origin;
        while (true)
        {
            TimeSpan end = After(start, window.Ticks);
            contents.ReadTo(end, cancellationToken);
            if (contents.Ended && contents.End < end - Tolerance)
                break;
            Clip? clip = contents.Make(start, end, contents.Ended && contents.End < end ? contents.End : end);
            contents.Drop(start);
            covered = end;
            double steps = 1;
            if (clip is not null)
            {
                yield return clip;
            }
            else
            {
                // Over a long gap, at once to the first window that shows something again.
                if (contents.Next(end) is not TimeSpan next)
                    yield break;
                steps = Math.Max(1, Math.Ceiling((next - end) / step));
            }
            start = After(start, step.Ticks * steps);
            if (end == TimeSpan.MaxValue)
                yield break;
        }
        bool first = covered == origin;
        if (!first && contents.End <= covered + Tolerance)
            yield break;
        if (contents.Make(first ? origin : contents.End - window, TimeSpan.MaxValue, contents.End) is { } rest)
            yield return rest;
    }

    /// <summary>A later time, as late as times go: those of a damaged file may be anything.</summary>
    private static TimeSpan After(TimeSpan time, double ticks) =>
        ticks < (double)TimeSpan.MaxValue.Ticks - time.Ticks ? time + TimeSpan.FromTicks((long)ticks) : TimeSpan.MaxValue;
}
