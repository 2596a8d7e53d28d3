namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>What starts a syllable.</summary>
internal enum Consonant
{
    None,

    /// <summary>A hiss: s, sh, f.</summary>
    Fricative,

    /// <summary>A short silence, then a burst: p, t, k.</summary>
    Plosive,

    /// <summary>Voiced with closed lips: m, n.</summary>
    Nasal,
}
