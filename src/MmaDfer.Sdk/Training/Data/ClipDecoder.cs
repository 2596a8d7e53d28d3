using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Decodes a clip into what is cached: up to 256 frames, evenly spaced (where the number of frames is not known beforehand:
/// as evenly as frames kept while reading allow), reduced to 320 pixels in the longer direction, and the spectrogram.
/// </summary>
internal static class ClipDecoder
{
    /// <returns>The clip in the form of <see cref="ClipFile"/>.</returns>
    public static byte[] Decode(LabeledClip clip, CancellationToken cancellationToken)
    {
        using OpenClip sources = OpenClip.Open(clip);
        float[]? spectrogram = sources.Audio is null ? null : AudioReader.Read(sources.Audio, cancellationToken)?.Spectrogram;
        List<Packed> frames = sources.Frames is null ? [] : ReadFrames(sources.Frames, cancellationToken);
        if (sources.Frames is not null && frames.Count == 0)
            throw FrameReader.NoFrames(sources.Frames);
        if (frames.Count == 0 && spectrogram is null)
            throw ClipReader.TooShort(sources.Audio!);
        return ClipFile.Write([.. frames.Select(f => (f.Width, f.Height, f.Bytes))], spectrogram);
    }

    /// <summary>Which frames are kept of so many. Every sixteenth and middle is exactly evaluation's choice.</summary>
    public static int[] Candidates(int count) => count <= ClipFile.MaxFrames
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, ClipFile.MaxFrames).Select(i => (int)((long)i * count / ClipFile.MaxFrames))];

    private static List<Packed> ReadFrames(IFrameSource source, CancellationToken cancellationToken)
    {
        var reducer = new FrameReducer();
        if (source.FrameCount is not int known)
            return ReadAll(source, reducer, cancellationToken);
        int[] candidates = Candidates(known);
        source.Expect(candidates);
        var frames = new List<Packed>();
        int position = 0;
        foreach (int candidate in candidates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            position += source.Skip(candidate - position);
            if (position != candidate || !source.TryRead(out FrameView frame, out _))
                throw new MediaException($"{SourceName.Of(source, "The frame source")} announced {known} frames but ended after {position}; it is damaged.");
            position++;
            frames.Add(reducer.Pack(frame));
        }
        return frames;
    }

    private static List<Packed> ReadAll(IFrameSource source, FrameReducer reducer, CancellationToken cancellationToken)
    {
        // At most twice as many as needed: whenever there are more, every second one is let go.
        var kept = new List<Packed>();
        int step = 1, count = 0;
        for (; source.TryRead(out FrameView frame, out _); count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (count % step != 0)
                continue;
            if (kept.Count == 2 * ClipFile.MaxFrames)
            {
                kept = [.. kept.Where((_, i) => i % 2 == 0)];
                step *= 2;
                if (count % step != 0)
                    continue;
            }
            kept.Add(reducer.Pack(frame));
        }
        int half = step / 2, last = kept.Count - 1;
        return [.. Candidates(count).Select(i => kept[Math.Min((i + half) / step, last)])];
    }
}
