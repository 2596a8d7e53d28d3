using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>
/// A running ffmpeg that reads a camera. Its frames come as Y4M, planes of Y, U and V: half the bytes of RGB, and what cameras make.
/// A thread reads them as they come, so that none waits in a pipe.
/// </summary>
internal sealed class CameraCapture : ICapture
{
    private readonly Func<bool, FfmpegProcess> _start;
    private readonly CaptureClock _clock;
    private readonly string _origin;
    private readonly Lock _lock = new();
    private FfmpegProcess _process;
    private Y4mHeader? _header;
    private MediaException? _fault;
    private bool _disposed;

    public CameraCapture(CaptureDevice device, CameraOptions options, CaptureClock clock, FfmpegSettings settings)
    {
        _clock = clock;
        _origin = $"The camera {device}";
        _start = old => new FfmpegProcess(settings, DeviceArguments.Camera(device, options, old), _origin);
        _process = _start(false);
    }

    public NewestFrame Frames { get; } = new();

    /// <summary>Black and white of the frames.</summary>
    public YuvRange Range => _header?.Range ?? YuvRange.Limited;

    public int Width => _header!.Width;

    public int Height => _header!.Height;

    /// <summary>Why there are no more frames.</summary>
    public MediaException Fault => _fault ?? new MediaException($"{_origin} was closed.");

    public void Open()
    {
        byte[] first = new byte[1];
        if (_process.Read(first) == 0 && !(StartedAsOld() && _process.Read(first) == 1))
            throw new MediaException($"{_origin} cannot be opened: {_process.Messages.Summary}.");
        var reader = new Y4mReader(new FfmpegOutput(_process, first[0]), _origin);
        _header = reader.Header;
        new Thread(() => Run(reader)) { IsBackground = true, Name = "mmadfer camera" }.Start();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _process.Dispose();
        }
        Frames.End();
    }

    /// <summary>Starts the program again if it is one that does not know the newer option.</summary>
    private bool StartedAsOld()
    {
        if (_process.EndedWell() || !_process.Messages.LacksFpsMode)
            return false;
        lock (_lock)
        {
            if (_disposed)
                return false;
            _process.Dispose();
            _process = _start(true);
            return true;
        }
    }

    private void Run(Y4mReader reader)
    {
        int bytes = (int)reader.Header.FrameBytes;
        MediaException? cause = null;
        try
        {
            while (reader.Read(Frames.Room(bytes)))
                Frames.Publish(_clock.Now);
        }
        catch (MediaException e)
        {
            cause = e;
        }
        _fault = _process.Lost(_origin, cause);
        Frames.End();
    }
}
