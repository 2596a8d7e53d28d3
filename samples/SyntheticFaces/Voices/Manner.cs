namespace MmaDfer.Samples.SyntheticFaces.Voices;

/// <summary>How a voice speaks in one clip.</summary>
internal sealed record Manner
{
    /// <summary>Semitones above the speaker's pitch at rest.</summary>
    public required double Height { get; init; }

    /// <summary>Semitones that stressed syllables rise.</summary>
    public required double Range { get; init; }

    /// <summary>Semitones from the first syllable to the last.</summary>
    public required double Slope { get; init; }

    /// <summary>Decibels, 0 for the loudest.</summary>
    public required double Energy { get; init; }

    /// <summary>Syllables a second.</summary>
    public required double Tempo { get; init; }

    /// <summary>Deviation of one period from the next, as a part of it.</summary>
    public required double Jitter { get; init; }

    /// <summary>How much weaker every second period is, 0 to 1.</summary>
    public required double Roughness { get; init; }

    /// <summary>Semitones that the pitch shakes up and down.</summary>
    public required double Tremor { get; init; }

    /// <summary>Breath against tone, 0 to 1.</summary>
    public required double Breath { get; init; }

    /// <summary>0 bright (a pressed voice), 1 dark (a slack one).</summary>
    public required double Tilt { get; init; }

    /// <summary>The plain manner of a group.</summary>
    public static Manner Of(VoiceGroup group) => group switch
    {
        VoiceGroup.Bright => new Manner
        {
            Height = 6, Range = 6, Slope = 3, Energy = -5, Tempo = 5, Jitter = 0.005, Roughness = 0, Tremor = 0, Breath = 0.08, Tilt = 0.3,
        },
        VoiceGroup.Trembling => new Manner
        {
            Height = 3, Range = 1, Slope = -2, Energy = -15, Tempo = 3.2, Jitter = 0.012, Roughness = 0, Tremor = 1.3, Breath = 0.6, Tilt = 0.8,
        },
        VoiceGroup.Flat => new Manner
        {
            Height = -1, Range = 0.8, Slope = -1, Energy = -9, Tempo = 3.9, Jitter = 0.006, Roughness = 0, Tremor = 0, Breath = 0.12, Tilt = 0.55,
        },
        VoiceGroup.Harsh => new Manner
        {
            Height = 3, Range = 4, Slope = -3, Energy = 0, Tempo = 4.7, Jitter = 0.03, Roughness = 0.5, Tremor = 0, Breath = 0.15, Tilt = 0.05,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(group)),
    };

    /// <summary>A random variation of this manner.</summary>
    public static Manner Draw(VoiceGroup group, Draws draws)
    {
        double Scale(double deviation) => Math.Max(0.4, 1 + (deviation * draws.Bell()));
        Manner plain = Of(group);
        return new Manner
        {
            Height = plain.Height + (0.8 * draws.Bell()),
            Range = plain.Range * Scale(0.2),
            Slope = plain.Slope + (0.8 * draws.Bell()),
            Energy = plain.Energy + (2 * draws.Bell()),
            Tempo = plain.Tempo * Scale(0.08),
            Jitter = plain.Jitter * Scale(0.2),
            Roughness = plain.Roughness * Scale(0.2),
            Tremor = plain.Tremor * Scale(0.2),
            Breath = plain.Breath * Scale(0.2),
            Tilt = plain.Tilt + (0.05 * draws.Bell()),
        };
    }
}
