namespace MmaDfer.Sdk.Training.Data;

/// <summary>A decoded clip: its candidate frames in their own size, and the normalised spectrogram. One object a thread.</summary>
/// <param name="contents">The clip; owned.</param>
/// <param name="again">Decodes it again, should a frame turn out to be damaged on the disk.</param>
internal sealed class CachedClip(ClipContents contents, Func<ClipContents> again) : IDisposable
{
    private ClipContents _contents = contents;

    /// <summary>Candidate frames; 0 for a clip without a face.</summary>
    public int FrameCount => _contents.Frames.Count;

    /// <summary>Normalised, [512, 128]; null for a clip without sound.</summary>
    public float[]? Spectrogram => _contents.Spectrogram;

    public (int Width, int Height) Size(int frame) => (_contents.Frames[frame].Width, _contents.Frames[frame].Height);

    /// <summary>Unpacks a frame as RGB24 rows without gaps.</summary>
    /// <exception cref="MediaException">It was damaged on the disk, and the clip cannot be decoded any more.</exception>
    public void ReadFrame(int frame, Span<byte> rgb)
    {
        if (_contents.TryReadFrame(frame, rgb))
            return;
        (int, int) size = Size(frame);
        int count = FrameCount;
        _contents.Dispose();
        _contents = again();
        if (FrameCount != count || Size(frame) != size || !_contents.TryReadFrame(frame, rgb))
            throw new MediaException("A clip's files changed while it was read; let them be while a run lasts.");
    }

    public void Dispose() => _contents.Dispose();
}
