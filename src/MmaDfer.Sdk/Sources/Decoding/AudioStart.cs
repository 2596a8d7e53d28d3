using System.Globalization;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>Hears the time of the first sample from ffmpeg's "ashowinfo" filter; that line is said before the sample comes.</summary>
internal sealed class AudioStart
{
    private readonly ManualResetEventSlim _heard = new(false);
    private double _seconds;

    /// <summary>Seconds from the start of the file; 0 where not said in time.</summary>
    public double Take(TimeSpan patience)
    {
        if (_heard.Wait(patience))
            return _seconds;
        _heard.Set();
        return 0;
    }

    /// <summary>Takes a line of standard error, whatever it says.</summary>
    public void Hear(string line)
    {
        const string key = " pts_time:";
        if (_heard.IsSet || !line.StartsWith("[Parsed_ashowinfo_", StringComparison.Ordinal))
            return;
        int at = line.IndexOf(key, StringComparison.Ordinal);
        if (at < 0)
            return;
        ReadOnlySpan<char> rest = line.AsSpan(at + key.Length);
        int end = rest.IndexOf(' ');
        if (double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) && value > 0)
        {
            _seconds = value;
        }
        _heard.Set();
    }
}
