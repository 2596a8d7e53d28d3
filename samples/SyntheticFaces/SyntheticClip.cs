namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>One clip in memory.</summary>
/// <param name="Emotion">What is expressed.</param>
/// <param name="Identity">Number of the person.</param>
/// <param name="Size">Pixels of the pictures' side.</param>
/// <param name="FramesPerSecond">Pictures a second.</param>
/// <param name="Frames">Rows of red, green, blue bytes, 3 x size x size each.</param>
/// <param name="Samples">Mono sound of <see cref="SampleRate"/> samples a second.</param>
public sealed record SyntheticClip(
    Emotion Emotion, int Identity, int Size, int FramesPerSecond, IReadOnlyList<byte[]> Frames, short[] Samples)
{
    public static int SampleRate => Voices.Voice.Rate;
}
