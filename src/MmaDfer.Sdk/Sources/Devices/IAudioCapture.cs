namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>One use of a microphone.</summary>
internal interface IAudioCapture : ICapture
{
    /// <summary>In Hz; known once it is open.</summary>
    int SampleRate { get; }

    /// <summary>What is heard; there once it is open.</summary>
    SampleRing Ring { get; }

    /// <summary>Why nothing more is heard.</summary>
    MediaException Fault { get; }
}
