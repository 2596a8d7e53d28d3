using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Decodes a clip for the cache: the spectrogram and at most 256 evenly spaced frames, whose longer side is at most 320 pixels. If the
/// number of frames is unknown before reading, the spacing is approximate.
/// </summary>
internal static class ClipDecoder
{
    /// <param name="clip">The clip.</param>
    /// <param name="sampleRate">Samples per second at which the model hears audio; null for the audio's own.</param>
    /// <param name="cancellationToken">Cancels decoding.</param>
    /// <returns>The clip in the format of <see cref="ClipFile"/>.</returns>
    public static byte[] Decode(LabeledClip clip, int? sampleRate, CancellationToken cancellationToken)
    {
        using OpenClip sources = OpenClip.Open(clip);
        ClipAudio? audio = sources.Audio is null ? null : AudioReader.Read(sources.Audio, cancellationToken, new Hearing(sampleRate, clip.AudioChannel));
        List<Packed> frames = sources.Frames is null ? [] : ReadFrames(sources.Frames, cancellationToken);
        if (sources.Frames is not null && frames.Count == 0)
            throw FrameReader.NoFrames(sources.Frames);
        if (frames.Count == 0 && audio is null)
            throw ClipReader.TooShort(sources.Audio!);
        return ClipFile.Write([.. frames.Select(f => (f.Width, f.Height, f.Bytes))], audio);
    }

    /// <summary>The indices of the frames to keep. Those that evaluation chooses are always among them.</summary>
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
        // Keep at most twice as many frames as needed: when there are more, drop every second one.
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

/// <summary>Resizes frames to their cached size, and packs them. Not thread-safe.</summary>
internal sealed class FrameReducer
{
    private BilinearResize? _resize;
    private byte[] _rgb = [];

    public Packed Pack(FrameView frame)
    {
        (int width, int height) = Size(frame.UprightWidth, frame.UprightHeight);
        int bytes = 3 * width * height;
        if (_rgb.Length < bytes)
            _rgb = new byte[bytes];
        Span<byte> rgb = _rgb.AsSpan(0, bytes);
        if (width == frame.UprightWidth && height == frame.UprightHeight)
        {
            frame.CopyTo(rgb);
        }
        else
        {
            if (_resize?.Width != width || _resize.Height != height)
                _resize = new BilinearResize(width, height);
            _resize.Resize(frame, rgb);
        }
        return new Packed(width, height, FrameCodec.Encode(rgb, width));
    }

    /// <summary>The cached size of a frame: its own size, or reduced with the same proportions so that the longer side has 320 pixels.</summary>
    public static (int Width, int Height) Size(int width, int height)
    {
        int longer = Math.Max(width, height);
        return longer <= ClipFile.MaxSide
            ? (width, height)
            : (Reduced(width, longer), Reduced(height, longer));
    }

    private static int Reduced(int side, int longer) => Math.Max(1, (int)(((long)side * ClipFile.MaxSide + longer / 2) / longer));
}
