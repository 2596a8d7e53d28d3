namespace MmaDfer.Sdk.Training.Recording;

/// <summary>What is not good enough about a recorded clip. The limits are those of <see cref="ReadingFlags"/>.</summary>
[Flags]
public enum ClipProblems
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>No face is seen in a quarter of the frames or more.</summary>
    NoFace = 1,

    /// <summary>As <see cref="ReadingFlags.SmallFace"/>, for half of <see cref="ClipRecorderOptions.Size"/>.</summary>
    SmallFace = 2,

    /// <summary>As <see cref="ReadingFlags.FaceAtEdge"/>.</summary>
    FaceAtEdge = 4,

    /// <summary>As <see cref="ReadingFlags.TurnedAway"/>.</summary>
    TurnedAway = 8,

    /// <summary>As <see cref="ReadingFlags.Blurred"/>.</summary>
    Blurred = 16,

    /// <summary>As <see cref="ReadingFlags.TooDark"/>.</summary>
    TooDark = 32,

    /// <summary>As <see cref="ReadingFlags.TooBright"/>.</summary>
    TooBright = 64,

    /// <summary>As <see cref="ReadingFlags.Covered"/>.</summary>
    Covered = 128,

    /// <summary>As <see cref="ReadingFlags.StillPicture"/>.</summary>
    StillPicture = 256,

    /// <summary>As <see cref="ReadingFlags.SeveralFaces"/>.</summary>
    SeveralFaces = 512,

    /// <summary>There are fewer than 5 frames a second.</summary>
    FewFrames = 1024,

    /// <summary>The audio is silent: nothing in it is louder than -80 dB of full scale.</summary>
    NoAudio = 2048,

    /// <summary>The audio is too loud for the microphone: its peaks are cut off.</summary>
    Clipped = 4096,

    /// <summary>More than a fifth of a second of the audio is missing; there is silence instead.</summary>
    AudioGap = 8192,
}

/// <summary>Problems in words.</summary>
internal static class ProblemTexts
{
    private static readonly (ClipProblems Problem, string Text)[] s_texts =
    [
        (ClipProblems.NoFace, "no face is seen: sit before the camera"),
        (ClipProblems.SeveralFaces, "several faces are in view: only one person at a time"),
        (ClipProblems.TooDark, "too dark: more light on the face is needed"),
        (ClipProblems.TooBright, "too bright: the face is white; less light is needed"),
        (ClipProblems.SmallFace, "the face is too small: come nearer"),
        (ClipProblems.FaceAtEdge, "the face is at the edge: come to the middle"),
        (ClipProblems.TurnedAway, "the face is turned away: look at the camera"),
        (ClipProblems.Covered, "eyes or mouth are covered: show the whole face"),
        (ClipProblems.Blurred, "the face is blurred: hold still, or focus the camera"),
        (ClipProblems.StillPicture, "nothing moves: is this a photograph, or has the camera frozen?"),
        (ClipProblems.FewFrames, "there are too few frames: the camera or the machine is too slow"),
        (ClipProblems.NoAudio, "nothing is heard: is the microphone muted?"),
        (ClipProblems.Clipped, "the audio is cut off by being too loud: speak more quietly, or turn the microphone down"),
        (ClipProblems.AudioGap, "a part of the audio is missing"),
    ];

    /// <summary>The names as in <c>clips.csv</c>: <c>tooDark noAudio</c>; empty for none.</summary>
    public static string Names(ClipProblems problems) => string.Join(' ', s_texts
        .Where(t => (problems & t.Problem) != 0)
        .Select(t => char.ToLowerInvariant($"{t.Problem}"[0]) + $"{t.Problem}"[1..]));

    /// <summary>In words, the most urgent first; empty for none.</summary>
    public static string Describe(ClipProblems problems) => string.Join("; ", s_texts.Where(t => (problems & t.Problem) != 0).Select(t => t.Text));

    /// <summary>Of what a face flag says.</summary>
    public static ClipProblems Of(ReadingFlags flags)
    {
        ClipProblems problems = 0;
        foreach ((ReadingFlags flag, ClipProblems problem) in (ReadOnlySpan<(ReadingFlags, ClipProblems)>)
        [
            (ReadingFlags.SmallFace, ClipProblems.SmallFace), (ReadingFlags.FaceAtEdge, ClipProblems.FaceAtEdge),
            (ReadingFlags.TurnedAway, ClipProblems.TurnedAway), (ReadingFlags.Blurred, ClipProblems.Blurred),
            (ReadingFlags.TooDark, ClipProblems.TooDark), (ReadingFlags.TooBright, ClipProblems.TooBright),
            (ReadingFlags.Covered, ClipProblems.Covered), (ReadingFlags.StillPicture, ClipProblems.StillPicture),
            (ReadingFlags.SeveralFaces, ClipProblems.SeveralFaces),
        ])
        {
            problems |= (flags & flag) != 0 ? problem : 0;
        }
        return problems;
    }
}
