namespace MmaDfer.Sdk;

/// <summary>What of audio with several channels is heard.</summary>
public enum AudioChannel
{
    /// <summary>
    /// The first channel, unless it is silent beside the second: at least 12 dB below it, as when a voice is only on the right of a stereo
    /// microphone. Three to eight channels, in the usual order of WAVE files, are mixed to left and right first (ITU-R BS.775: centre and
    /// surrounds by 0.707, the channel of low effects left out). Of more channels, the first two count.
    /// </summary>
    Auto,

    /// <summary>The first channel, whatever it holds: as the published models were trained and evaluated.</summary>
    Published,
}
