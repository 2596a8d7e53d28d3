namespace MmaDfer.Sdk.Evaluation;

/// <summary>How many clips have a face and how many a voice, so that nobody trains or evaluates on nothing unawares.</summary>
/// <param name="Clips">Clips that could be read.</param>
/// <param name="WithFrames">Those with frames.</param>
/// <param name="WithSound">Those with sound.</param>
internal readonly record struct SenseCounts(int Clips, int WithFrames, int WithSound)
{
    public SenseCounts With(bool frames, bool sound) =>
        new(Clips + 1, WithFrames + (frames ? 1 : 0), WithSound + (sound ? 1 : 0));

    /// <summary>What is wrong where the only sense that is wanted is there in no clip; null where it is there.</summary>
    public string? Fault(Modality modality) => modality switch
    {
        Modality.Audio when WithSound == 0 => $"0 of {Clips} clips have sound, and nothing but sound is wanted (modality audio); name clips with sound (the column audio), or use both senses.",
        Modality.Video when WithFrames == 0 => $"0 of {Clips} clips have frames, and nothing but frames is wanted (modality video); name clips with frames, or use both senses.",
        _ => null,
    };

    /// <summary>A sentence for each wanted sense that some clips lack.</summary>
    public IEnumerable<string> Warnings(Modality modality)
    {
        if (modality != Modality.Audio && WithFrames < Clips)
            yield return $"{WithFrames} of {Clips} clips have frames; where there are none, the network sees black.";
        if (modality != Modality.Video && WithSound < Clips)
            yield return $"{WithSound} of {Clips} clips have sound; where there is none, the network hears nothing.";
    }
}
