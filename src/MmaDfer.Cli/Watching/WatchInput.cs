using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Watching;

/// <summary>The input of <c>mmadfer watch</c>: files or devices.</summary>
internal sealed record WatchInput
{
    /// <summary>The files; null for devices.</summary>
    public ClipPaths? Files { get; init; }

    /// <summary>Whether files play in real time.</summary>
    public bool RealTime { get; init; }

    public DeviceChoice? Camera { get; init; }

    public DeviceChoice? Microphone { get; init; }

    /// <summary>Degrees by which the camera's frames must be turned clockwise.</summary>
    public int Rotation { get; init; }

    /// <summary>Whether the camera shows a mirror image.</summary>
    public bool Mirrored { get; init; }

    /// <summary>Whether the input plays in real time, so that windows are skipped to keep up.</summary>
    public bool IsLive => Files is null || RealTime;

    /// <inheritdoc/>
    public override string ToString() => Files is not null
        ? Files.ToString()
        : string.Join(" + ", new[] { Describe(Camera, "the camera"), Describe(Microphone, "the microphone") }.OfType<string>());

    /// <summary>Opens the sources. Files in real time start with the first read.</summary>
    /// <exception cref="MediaException">A file or device is missing or unusable.</exception>
    public async Task<ClipSources> Open(CancellationToken cancellationToken)
    {
        if (Files is null)
            return OpenDevices();
        ClipSources sources = await Files.OpenAsync(cancellationToken);
        if (!RealTime)
            return sources;
        var clock = new PlaybackClock();
        return new ClipSources(
            sources.Frames is { } frames ? new PacedFrameSource(new HeldFrames(frames), clock) : null,
            sources.Audio is { } audio ? new PacedAudioSource(audio, clock) : null);
    }

    private ClipSources OpenDevices()
    {
        // One clock, so that simultaneous frames and audio have the same time.
        var clock = new CaptureClock();
        CameraFrameSource? camera = Camera is null
            ? null
            : CameraFrameSource.Open(CaptureDevice.FindCamera(Camera.Name), new CameraOptions { Clock = clock, Rotation = Rotation, Mirrored = Mirrored });
        try
        {
            MicrophoneAudioSource? microphone = Microphone is null
                ? null
                : MicrophoneAudioSource.Open(CaptureDevice.FindMicrophone(Microphone.Name), new MicrophoneOptions { Clock = clock });
            return new ClipSources(camera, microphone);
        }
        catch
        {
            camera?.Dispose();
            throw;
        }
    }

    private static string? Describe(DeviceChoice? device, string unnamed) => device is null ? null : device.Name ?? unnamed;
}

/// <summary>A requested camera or microphone.</summary>
/// <param name="Name">Name, number or ffmpeg input; null for the first device.</param>
internal sealed record DeviceChoice(string? Name);
