namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>One syllable of nonsense.</summary>
/// <param name="Start">Seconds.</param>
/// <param name="Length">Seconds, consonant included.</param>
/// <param name="StartSound">What it starts with.</param>
/// <param name="Vowel">Its vowel.</param>
/// <param name="Stress">0 to 1.</param>
/// <param name="Brightness">Of the hiss of a consonant, 0 to 1.</param>
internal readonly record struct Syllable(double Start, double Length, Consonant StartSound, Vowel Vowel, double Stress, double Brightness)
{
    public double ConsonantLength => StartSound == Consonant.None ? 0 : Math.Min(0.09, 0.35 * Length);
}
