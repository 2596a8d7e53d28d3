namespace MmaDfer.Sdk.Sources;

/// <summary>Frames of a file whose camera was turned or showed a mirror image, which nothing in the file tells. Owns the file.</summary>
internal sealed class TurnedFrameSource(IFrameSource source, int rotation, bool mirrored) : IFrameSource
{
    public int? FrameCount => source.FrameCount;

    public IReadOnlyList<string> Warnings => source.Warnings;

    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        bool any = source.TryRead(out frame, out time);
        frame = frame with { Rotation = rotation, Mirrored = mirrored };
        return any;
    }

    public void Expect(IReadOnlyList<int> frames) => source.Expect(frames);

    public int Skip(int count) => source.Skip(count);

    public override string? ToString() => source.ToString();

    public void Dispose() => source.Dispose();
}
