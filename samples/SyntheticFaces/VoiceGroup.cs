namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>What a voice can tell. Three of the four are shared by two emotions.</summary>
public enum VoiceGroup
{
    /// <summary>High and lively, quick, clear.</summary>
    Bright,

    /// <summary>Weak, breathy, shaking, slow.</summary>
    Trembling,

    /// <summary>Low in range, even, unhurried.</summary>
    Flat,

    /// <summary>Loud, pressed and rough.</summary>
    Harsh,
}
