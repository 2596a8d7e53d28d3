namespace MmaDfer.Sdk.Clips;

/// <summary>What the network is to see of a clip or of a window of a live stream.</summary>
internal interface INetworkInput
{
    /// <summary>When it starts, in the time of its sources.</summary>
    TimeSpan Start { get; }

    /// <summary>When it ends.</summary>
    TimeSpan End { get; }

    /// <summary>False where no face is to be seen: the frames are black.</summary>
    bool HasFrames { get; }

    /// <summary>False where nothing is to be heard.</summary>
    bool HasAudio { get; }

    /// <summary>What its sources warned of.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>Choices of 16 frames: each is one run of the network.</summary>
    int Views { get; }

    /// <summary>The normalised log-mel features, [512, 128].</summary>
    ReadOnlySpan<float> Spectrogram { get; }

    /// <summary>Writes the frames of a view as the network wants them.</summary>
    /// <param name="view">0 up to, not including, <see cref="Views"/>.</param>
    /// <param name="destination">Room for [16, 3, size, size]: red, green and blue planes, each value byte / 255.</param>
    void WriteFrames(int view, Span<float> destination);
}
