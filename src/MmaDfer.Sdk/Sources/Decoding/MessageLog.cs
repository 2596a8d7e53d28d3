using System.Text;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>
/// Drains what ffmpeg says on its standard error, on a thread of its own, so that it never blocks on it. Keeps only the last
/// few complaints, each cut to a sane length, whatever the flood; passes every line to a listener.
/// </summary>
internal sealed class MessageLog
{
    private const int MaxLine = 1000;
    private const int Kept = 4;

    private readonly Stream _pipe;
    private readonly Action<string>? _listener;
    private readonly Lock _lock = new();
    private readonly Queue<string> _errors = new();
    private readonly Thread _thread;
    private string _last = "";
    private bool _noSuchStream;
    private bool _truncated;
    private bool _lacksFpsMode;
    private int _faults;
    private string _firstFault = "";

    public MessageLog(Stream pipe, Action<string>? listener)
    {
        _pipe = pipe;
        _listener = listener;
        _thread = new Thread(Run) { IsBackground = true, Name = "mmadfer ffmpeg messages" };
        _thread.Start();
    }

    /// <summary>The file has no track of the wanted kind.</summary>
    public bool NoSuchStream { get { lock (_lock) return _noSuchStream; } }

    /// <summary>The file ends before its index or header says.</summary>
    public bool Truncated { get { lock (_lock) return _truncated; } }

    /// <summary>The program is older than 5.1, which named this option differently.</summary>
    public bool LacksFpsMode { get { lock (_lock) return _lacksFpsMode; } }

    /// <summary>Damage that was skipped: how often, and the first message; null for none.</summary>
    public string? Damage
    {
        get
        {
            lock (_lock)
                return _faults switch { 0 => null, 1 => $"1 error, {_firstFault}", _ => $"{_faults} errors, the first: {_firstFault}" };
        }
    }

    /// <summary>The last complaints in one line.</summary>
    public string Summary
    {
        get
        {
            lock (_lock)
            {
                string text = _errors.Count > 0 ? string.Join("; ", _errors.Distinct()) : _last;
                return text.Length switch
                {
                    0 => "it said nothing",
                    > 400 => text[..400] + "...",
                    _ => text,
                };
            }
        }
    }

    /// <summary>Waits, not for ever, until everything that was said is heard.</summary>
    public void WaitForEnd(TimeSpan limit) => _thread.Join(limit);

    private void Run()
    {
        byte[] bytes = new byte[4096];
        byte[] line = new byte[MaxLine];
        int length = 0;
        try
        {
            int got;
            while ((got = _pipe.Read(bytes)) > 0)
            {
                foreach (byte b in bytes.AsSpan(0, got))
                {
                    if (b is (byte)'\n' or (byte)'\r')
                    {
                        Take(line.AsSpan(0, length));
                        length = 0;
                    }
                    else if (length < MaxLine)
                    {
                        line[length++] = b;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The end of the program ends its words.
        }
        Take(line.AsSpan(0, length));
        _pipe.Dispose();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        string line = Encoding.UTF8.GetString(bytes);
        _listener?.Invoke(line);
        (bool error, string text) = Split(line);
        lock (_lock)
        {
            if (text.Length > 0)
                _last = text;
            _lacksFpsMode |= text.StartsWith("Unrecognized option 'fps_mode'", StringComparison.Ordinal);
            int corrupt = Corrupt(text);
            // The outputs take anything, whatever ffmpeg says of its times.
            if ((corrupt >= 0 || (error && !text.Contains("dts to muxer", StringComparison.Ordinal))) && _faults++ == 0)
                _firstFault = text[Math.Max(0, corrupt)..].TrimEnd('.');
            if (!error)
                return;
            _noSuchStream |= text.StartsWith("Stream map '", StringComparison.Ordinal)
                && text.EndsWith("matches no streams.", StringComparison.Ordinal);
            _truncated |= text.Contains("partial file", StringComparison.Ordinal)
                || text.Contains("ended prematurely", StringComparison.Ordinal);
            _errors.Enqueue(text);
            if (_errors.Count > Kept)
                _errors.Dequeue();
        }
    }

    /// <summary>Where a mere warning, behind the file's name, says that contents are lost; negative where it does not.</summary>
    private static int Corrupt(string text) => Math.Max(
        text.IndexOf("corrupt input packet", StringComparison.Ordinal), text.IndexOf("corrupt decoded frame", StringComparison.Ordinal));

    /// <summary>
    /// Lines look like "[mov @ 0x55] [error] text" or "[error] text"; those without a level go on where the one before ended.
    /// </summary>
    private static (bool Error, string Text) Split(string line)
    {
        bool error = false;
        string text = line;
        while (text.StartsWith('[') && text.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end)
        {
            string tag = text[1..end];
            bool level = tag is "error" or "fatal" or "panic" or "info" or "warning" or "verbose" or "debug" or "trace" or "quiet";
            error |= tag is "error" or "fatal" or "panic";
            if (!level && !tag.Contains(" @ ", StringComparison.Ordinal))
                break;
            text = text[(end + 2)..];
        }
        return (error, new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Trim());
    }
}
