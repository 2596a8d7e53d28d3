using MmaDfer.Sdk.Sources.Decoding;
using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Sources;

/// <summary>
/// Live frames of a camera, through the installed program ffmpeg (on PATH, or where the environment variable MMADFER_FFMPEG says). A
/// read waits for a new frame and returns the newest; frames that arrive between reads are dropped, none is queued.
/// A frame's time is that of its arrival on the clock of the options.
/// </summary>
/// <remarks>
/// A camera that is unplugged, or gives no frames for longer than the stall limit of the options, is one <see cref="MediaException"/>. The
/// next read waits for the camera to come back (with a try every second) and goes on with its frames; disposing ends the wait.
/// </remarks>
public sealed class CameraFrameSource : IFrameSource
{
    private readonly LiveDevice<CameraCapture> _device;
    private readonly CaptureDevice _named;
    private readonly int _rotation;
    private readonly bool _mirrored;
    private TimeSpan _time;
    private long _dropped;

    private CameraFrameSource(CaptureDevice device, CameraOptions options, string? program)
    {
        DeviceArguments.Check(options);
        FfmpegSettings settings = FfmpegSettings.WithLimit(options.StallLimit) with { Program = program };
        CaptureClock clock = options.Clock ?? new CaptureClock();
        (_named, _rotation, _mirrored) = (device, options.Rotation, options.Mirrored);
        _device = new LiveDevice<CameraCapture>(() => new CameraCapture(device, options, clock, settings));
        _device.Open();
    }

    /// <summary>Opens a camera and waits for its first frame.</summary>
    /// <param name="device">The camera; null for the first of <see cref="CaptureDevice.FindCameras"/>.</param>
    /// <param name="options">Settings; null for the camera's own.</param>
    /// <returns>The source; dispose it.</returns>
    /// <exception cref="MediaException">There is no such camera, it is in use or refuses the options, or ffmpeg is not installed.</exception>
    public static CameraFrameSource Open(CaptureDevice? device = null, CameraOptions? options = null) => Open(device, options, program: null);

    /// <summary>Opens a camera on another thread and waits for its first frame.</summary>
    /// <inheritdoc cref="Open(CaptureDevice?, CameraOptions?)"/>
    /// <param name="device">The camera; null for the first of <see cref="CaptureDevice.FindCameras"/>.</param>
    /// <param name="options">Settings; null for the camera's own.</param>
    /// <param name="cancellationToken">Ends the wait; a camera that opens later is closed.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static Task<CameraFrameSource> OpenAsync(
        CaptureDevice? device = null, CameraOptions? options = null, CancellationToken cancellationToken = default) =>
        SourceOpening.RunAsync(() => Open(device, options), cancellationToken);

    internal static CameraFrameSource Open(CaptureDevice? device, CameraOptions? options, string? program) =>
        new(device ?? CaptureDevice.FindCamera(), options ?? new CameraOptions(), program);

    /// <summary>Always null: a camera has no end.</summary>
    public int? FrameCount => null;

    /// <summary>Always true: frames come as they happen.</summary>
    public bool IsLive => true;

    /// <summary>Number of frames that were dropped because nobody read them, since the camera was last opened.</summary>
    public long DroppedFrames => Volatile.Read(ref _dropped);

    /// <summary>
    /// Why there are no frames at the moment: how the camera was lost or, while a read waits for it to come back, why it cannot be opened;
    /// null while it works. Safe to read from any thread.
    /// </summary>
    public string? Problem => _device.Problem;

    /// <summary>Waits for a new frame and returns the newest.</summary>
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
            frame = new FrameView(planes, camera.Width, camera.Height, PixelLayout.I420, 0, camera.Range) { Rotation = _rotation, Mirrored = _mirrored };
            return true;
        }
        if (_device.IsDisposed)
            return false;
        MediaException fault = camera.Fault;
        _device.Lose(fault);
        throw fault;
    }

    /// <summary>The name in quotes, as in errors.</summary>
    public override string ToString() => _named.ToString();

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();
}
