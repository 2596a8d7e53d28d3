namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Hears the times of blocks of samples from ffmpeg's "ashowinfo" filter; the line is said before the samples leave the pipe.</summary>
internal sealed class AudioTimes
{
    private readonly HeardQueue<AudioBlock> _blocks = new();

    /// <summary>Takes a line of standard error, whatever it says.</summary>
    public void Hear(string line)
    {
        ReadOnlySpan<char> text = InfoLine.Of(line, "ashowinfo");
        if (text.StartsWith("n:") && InfoLine.Number(InfoLine.Word(text, " nb_samples:"), out double samples)
            && InfoLine.Number(InfoLine.Word(text, " rate:"), out double rate) && rate > 0)
        {
            _blocks.Add(new AudioBlock(Seconds(text, rate), samples / rate));
        }
    }

    /// <summary>The next block; null where it was not said in time.</summary>
    public AudioBlock? Take(TimeSpan patience) => _blocks.Take(patience);

    private static double Seconds(ReadOnlySpan<char> text, double rate)
    {
        if (!InfoLine.Number(InfoLine.Word(text, " pts_time:"), out double seconds))
            return double.NaN;
        // Seconds are said with six digits. The unit of the exact time, which is not said, is a sample.
        return InfoLine.Number(InfoLine.Word(text, " pts:"), out double pts) && Math.Abs(pts / rate - seconds) <= 1e-4 * Math.Abs(seconds) + 1e-3
            ? pts / rate
            : seconds;
    }
}
