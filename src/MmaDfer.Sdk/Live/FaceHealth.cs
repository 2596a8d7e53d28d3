using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Live;

/// <summary>Figures of the faces of a window, frame by frame, and the flags that hold for most of them. One thread at a time.</summary>
/// <param name="imageSize">Width and height of the network's frames.</param>
internal sealed class FaceHealth(int imageSize)
{
    /// <summary>Flags from the first to the last of these.</summary>
    private const int First = (int)ReadingFlags.SmallFace, Last = (int)ReadingFlags.SeveralFaces;

    private readonly int[] _counts = new int[32];
    private FaceQuality _sums, _newest;
    private int _frames, _withZones;

    /// <summary>The flags that hold for most of the frames.</summary>
    public ReadingFlags Flags
    {
        get
        {
            ReadingFlags flags = 0;
            for (int bit = int.TrailingZeroCount(First); 1 << bit <= Last; bit++)
            {
                if (2 * _counts[bit] > _frames)
                    flags |= (ReadingFlags)(1 << bit);
            }
            // A time, not a state of single frames.
            return flags | (_newest.Unchanged >= FaceLimits.MaxUnchanged ? ReadingFlags.StillPicture : 0);
        }
    }

    /// <summary>The figures of all frames together; null without frames.</summary>
    public FaceQuality? Quality => _frames == 0 ? null : _newest with
    {
        Size = _sums.Size / _frames, Inside = _sums.Inside / _frames, Brightness = _sums.Brightness / _frames,
        BurntOut = _sums.BurntOut / _frames, Blur = _sums.Blur / _frames,
        Eyes = _withZones == 0 ? null : _sums.Eyes / _withZones, Mouth = _withZones == 0 ? null : _sums.Mouth / _withZones,
    };

    /// <summary>Forgets all frames.</summary>
    public void Clear()
    {
        _counts.AsSpan().Clear();
        (_frames, _withZones, _sums, _newest) = (0, 0, default, default);
    }

    /// <summary>Adds a frame, later than the previous one.</summary>
    public void Add(in FaceQuality frame)
    {
        _frames++;
        _newest = frame;
        _withZones += frame.Eyes is null ? 0 : 1;
        _sums = new FaceQuality
        {
            Size = _sums.Size + frame.Size, Inside = _sums.Inside + frame.Inside, Brightness = _sums.Brightness + frame.Brightness,
            BurntOut = _sums.BurntOut + frame.BurntOut, Blur = _sums.Blur + frame.Blur,
            Eyes = (_sums.Eyes ?? 0) + (frame.Eyes ?? 0), Mouth = (_sums.Mouth ?? 0) + (frame.Mouth ?? 0),
        };
        for (int flags = (int)FaceLimits.Check(frame, imageSize); flags != 0; flags &= flags - 1)
            _counts[int.TrailingZeroCount(flags)]++;
    }
}

/// <summary>
/// From where on a face is seen too badly: where the demo model's accuracy falls by 10 points when drawn faces are degraded step by step
/// (docs/faces.md has the table; tests/MmaDfer.Sdk.Benchmarks measures it), checked on photographs.
/// </summary>
internal static class FaceLimits
{
    /// <summary>Pixels of the face for each pixel of the network's input.</summary>
    public const float MinSize = 0.65f;

    /// <summary>Share of the face inside of the frame.</summary>
    public const float MinInside = 0.88f;

    /// <summary>Degrees to the side; up or down. The latter is less certain, as people differ.</summary>
    public const float MaxYaw = 25, MaxPitch = 32;

    /// <summary>Brightness of the lighter parts of the face.</summary>
    public const float MinBrightness = 0.25f;

    /// <summary>Share of the face that is white.</summary>
    public const float MaxBurntOut = 0.4f;

    /// <summary>Deviation of the blur, in shares of the face's width.</summary>
    public const float MaxBlur = 0.016f;

    /// <summary>Detail of eyes and mouth, in shares of the face's contrast.</summary>
    public const float MinEyes = 0.09f, MinMouth = 0.2f;

    /// <summary>For how long a living face before a camera may be without any change.</summary>
    public static TimeSpan MaxUnchanged { get; } = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong with a single frame.</summary>
    public static ReadingFlags Check(in FaceQuality frame, int imageSize)
    {
        ReadingFlags flags = 0;
        if (frame.Size < MinSize * imageSize)
            flags |= ReadingFlags.SmallFace;
        if (frame.Inside < MinInside)
            flags |= ReadingFlags.FaceAtEdge;
        if (frame.Pose is { } pose && (MathF.Abs(pose.Yaw) > MaxYaw || MathF.Abs(pose.Pitch) > MaxPitch))
            flags |= ReadingFlags.TurnedAway;
        if (frame.Blur > MaxBlur)
            flags |= ReadingFlags.Blurred;
        if (frame.Brightness < MinBrightness)
            flags |= ReadingFlags.TooDark;
        if (frame.BurntOut > MaxBurntOut)
            flags |= ReadingFlags.TooBright;
        if (frame.Eyes < MinEyes || frame.Mouth < MinMouth)
            flags |= ReadingFlags.Covered;
        return frame.Faces > 1 ? flags | ReadingFlags.SeveralFaces : flags;
    }
}
