namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>What was said, and how.</summary>
/// <param name="Manner">How.</param>
/// <param name="Syllables">What.</param>
/// <param name="Samples">Sound of no particular loudness, at <see cref="Voice.Rate"/>.</param>
internal sealed record Utterance(Manner Manner, IReadOnlyList<Syllable> Syllables, float[] Samples);
