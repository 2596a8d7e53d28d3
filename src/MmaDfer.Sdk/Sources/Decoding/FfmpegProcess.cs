using System.ComponentModel;
using System.Diagnostics;
using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Sources.Decoding;

/// <summary>
/// A running ffmpeg: bytes come out of it through pipes, nothing touches the disk. One thread reads; any thread disposes,
/// which kills the program and ends the read.
/// </summary>
internal sealed class FfmpegProcess : IDisposable
{
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly PipePump _output;
    private readonly string _origin;
    private readonly TimeSpan _patience;
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <summary>Starts it.</summary>
    /// <param name="settings">Which program.</param>
    /// <param name="arguments">Passed one by one, never through a shell.</param>
    /// <param name="origin">What errors call the file.</param>
    /// <param name="feeds">Whether <see cref="Input"/> will be written; otherwise it is closed at once.</param>
    /// <param name="listener">Hears each line of standard error, on another thread.</param>
    public FfmpegProcess(
        FfmpegSettings settings, IEnumerable<string> arguments, string origin, bool feeds = false, Action<string>? listener = null)
    {
        _origin = origin;
        _patience = settings.Patience;
        var start = new ProcessStartInfo(settings.Program ?? FfmpegProgram.Find(origin))
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        // With this variable set, ffmpeg would write a report into the current folder.
        start.Environment.Remove("FFREPORT");
        start.Environment["AV_LOG_FORCE_NOCOLOR"] = "1";
        try
        {
            _process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw FfmpegProgram.Missing(origin, e);
        }
        Input = _process.StandardInput.BaseStream;
        if (!feeds)
            Input.Dispose();
        Messages = new MessageLog(_process.StandardError.BaseStream, listener);
        _output = new PipePump(_process.StandardOutput.BaseStream);
        Unloading.Add(this, static process => process.Dispose());
    }

    /// <summary>What it said on standard error.</summary>
    public MessageLog Messages { get; }

    /// <summary>Whether it was stopped because it gave nothing for too long.</summary>
    public bool Stalled { get; private set; }

    /// <summary>Its standard input.</summary>
    public Stream Input { get; }

    /// <summary>Whether it was disposed, so that the end of a read means nothing.</summary>
    public bool IsDisposed
    {
        get
        {
            lock (_lock)
                return _disposed;
        }
    }

    /// <summary>Reads at least a byte; 0 at the end and once disposed.</summary>
    public int Read(Span<byte> destination)
    {
        int got = _output.Read(destination, _patience, out bool stalled);
        if (!stalled)
            return got;
        Stalled = true;
        Kill();
        throw new MediaException(
            $"{_origin}: ffmpeg gave nothing for {_patience.TotalSeconds:0.#} s and was stopped ({Messages.Summary}).");
    }

    /// <summary>Reads until <paramref name="destination"/> is full or the end comes; gives the number of bytes read.</summary>
    public int ReadFully(Span<byte> destination)
    {
        int filled = 0;
        while (filled < destination.Length)
        {
            int got = Read(destination[filled..]);
            if (got == 0)
                break;
            filled += got;
        }
        return filled;
    }

    /// <summary>After the last byte: waits for the program's end and tells whether it reported success.</summary>
    public bool EndedWell()
    {
        lock (_lock)
        {
            if (_disposed)
                return false;
        }
        try
        {
            bool exited = _process.WaitForExit(ExitPatience);
            Messages.WaitForEnd(ExitPatience);
            return exited && _process.ExitCode == 0;
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return false;
        }
    }

    /// <summary>After the last byte from a device: why there are no more.</summary>
    /// <param name="origin">What errors call the device.</param>
    /// <param name="cause">What the end of the bytes led to, if anything.</param>
    public MediaException Lost(string origin, MediaException? cause)
    {
        if (Stalled && cause is not null)
            return cause;
        EndedWell();
        return new MediaException($"{origin} was lost: {Messages.Summary}.", cause);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        _output.Close();
        Kill();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                // Killed programs end at once; the wait lets the system forget them.
                _process.WaitForExit(TimeSpan.FromSeconds(2));
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException or AggregateException)
        {
            // It ended by itself in the meantime.
        }
    }
}

/// <summary>A program's output as a stream, with its first byte given back.</summary>
internal sealed class FfmpegOutput(FfmpegProcess process, byte first) : Stream
{
    private bool _gaveFirst;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_gaveFirst || buffer.IsEmpty)
            return process.Read(buffer);
        _gaveFirst = true;
        buffer[0] = first;
        return 1;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
