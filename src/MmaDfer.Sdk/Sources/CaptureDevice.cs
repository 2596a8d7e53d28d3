namespace MmaDfer.Sdk.Sources;

/// <summary>
/// A camera or microphone as ffmpeg knows it; <see cref="CaptureDevices"/> lists those of this machine. Any input device of ffmpeg can be
/// described, a screen (<c>x11grab</c>, <c>gdigrab</c>) or a test picture (<c>lavfi</c>) too.
/// </summary>
/// <param name="Format">The kind of device: what ffmpeg takes after <c>-f</c>, such as <c>v4l2</c>, <c>dshow</c>, <c>pulse</c>.</param>
/// <param name="Input">Which device: what ffmpeg takes after <c>-i</c>, such as <c>/dev/video0</c>.</param>
/// <param name="Name">What people call it.</param>
public sealed record CaptureDevice(string Format, string Input, string Name)
{
    /// <summary>The name in quotes, as errors have it.</summary>
    public override string ToString() => MediaFile.Quote(Name);
}
