using MmaDfer.Sdk.Sources.Decoding;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// Frames of a camera, live, through the installed program ffmpeg (on PATH, or where the environment variable MMADFER_FFMPEG says). A
/// read waits for a frame that was not given yet and gives the newest: frames that come while nobody reads are dropped, none is queued.
/// A frame's time is that of its arrival on the clock of the options.
/// </summary>
/// <remarks>
/// A camera that is unplugged, or silent for longer than the limit of the options, is one <see cref="MediaException"/>. Who then reads
/// again waits for the camera to come back (a try a second) and goes on with its frames; disposing ends the wait.
/// </remarks>
public sealed class CameraFrameSource : IFrameSource
{
    private readonly LiveDevice<CameraCapture> _device;
    private readonly CaptureDevice _named;
    private TimeSpan _time;
    private long _dropped;

    /// <summary>Opens a camera and waits for its first frame.</summary>
    /// <param name="device">The camera; null for the first that <see cref="CaptureDevices.Cameras"/> lists.</param>
    /// <param name="options">What to ask of it; null for its own ways.</param>
    /// <exception cref="MediaException">There is no such camera, it is in use or refuses the options, or ffmpeg is not installed.</exception>
    public CameraFrameSource(CaptureDevice? device = null, CameraOptions? options = null)
        : this(device ?? CaptureDevices.Camera(), options ?? new CameraOptions(), program: null)
    {
    }

    internal CameraFrameSource(CaptureDevice device, CameraOptions options, string? program)
    {
        DeviceArguments.Check(options);
        FfmpegSettings settings = FfmpegSettings.WithLimit(options.StallLimit) with { Program = program };
        CaptureClock clock = options.Clock ?? new CaptureClock();
        _named = device;
        _device = new LiveDevice<CameraCapture>(() => new CameraCapture(device, options, clock, settings));
        _device.Open();
    }

    /// <summary>A camera has no end: null.</summary>
    public int? FrameCount => null;

    /// <summary>A camera's frames come as they happen: true.</summary>
    public bool IsLive => true;

    /// <summary>How many frames came and were not read, since the camera was last opened.</summary>
    public long DroppedFrames => Volatile.Read(ref _dropped);

    /// <summary>
    /// Why there are no frames at the moment: how the camera was lost, then, while a read waits for it to come back, why it cannot be opened;
    /// null while it works. Safe to read from any thread.
    /// </summary>
    public string? Problem => _device.Problem;

    /// <summary>Waits for the next frame and gives the newest.</summary>
    /// <param name="frame">Planes of Y, U and V (<see cref="PixelLayout.I420"/>), valid until the next call or until the source is disposed.</param>
    /// <param name="time">Time of its arrival.</param>
    /// <returns>False only once disposed.</returns>
    /// <exception cref="MediaException">The camera was lost; the next call waits for it to come back.</exception>
    public bool TryRead(out FrameView frame, out TimeSpan time)
    {
        ObjectDisposedException.ThrowIf(_device.IsDisposed, this);
        frame = default;
        time = _time;
        if (_device.Get() is not { } camera)
            return false;
        if (camera.Frames.Take(out TimeSpan taken) is { } planes)
        {
            Volatile.Write(ref _dropped, camera.Frames.Dropped);
            time = _time = taken;
            frame = new FrameView(planes, camera.Width, camera.Height, PixelLayout.I420, 0, camera.Range);
            return true;
        }
        if (_device.IsDisposed)
            return false;
        MediaException fault = camera.Fault;
        _device.Lose(fault);
        throw fault;
    }

    /// <summary>The name in quotes, as errors have it.</summary>
    public override string ToString() => _named.ToString();

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();
}
