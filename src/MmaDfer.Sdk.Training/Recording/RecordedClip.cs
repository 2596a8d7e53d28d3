namespace MmaDfer.Sdk.Training.Recording;

/// <summary>A clip that was added to the set.</summary>
public sealed record RecordedClip
{
    /// <summary>Full path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>What it shows.</summary>
    public required string Label { get; init; }

    /// <summary>Who it shows.</summary>
    public required string Person { get; init; }

    /// <summary>What is not good enough about it.</summary>
    public required ClipProblems Problems { get; init; }
}

/// <summary>What a run added to a set. Immutable.</summary>
public sealed record RecordingResult
{
    /// <summary>The clips that were added, in their order.</summary>
    public required IReadOnlyList<RecordedClip> Clips { get; init; }

    /// <summary>What is to be said of the sources and, where spans are cut, of the set and of clips that are shorter than asked; in sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What was not recorded, in sentences: prompts that were skipped, films that cannot be read.</summary>
    public required IReadOnlyList<string> Skipped { get; init; }

    /// <summary>Number of clips that are missing in the set; of spans, those that were skipped.</summary>
    public required int Missing { get; init; }

    /// <summary>Number of clips that the set had before.</summary>
    public required int Existing { get; init; }
}
