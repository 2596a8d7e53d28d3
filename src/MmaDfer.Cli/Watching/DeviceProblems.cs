using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Watching;

/// <summary>
/// Tells on standard error why a device that is watched gives nothing: how it was lost, then why it cannot be opened again, each once.
/// </summary>
internal sealed class DeviceProblems : IDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(250);

    private readonly (string Name, Func<string?> Problem)[] _devices;
    private readonly string?[] _told;
    private readonly TextWriter _error;
    private readonly Timer? _timer;

    /// <param name="devices">How each is called, and its problem at the moment; null for none.</param>
    /// <param name="error">Where to write.</param>
    public DeviceProblems((string Name, Func<string?> Problem)[] devices, TextWriter error)
    {
        _devices = devices;
        _told = new string?[devices.Length];
        _error = error;
        if (devices.Length > 0)
            _timer = new Timer(_ => Look(), null, s_beat, s_beat);
    }

    /// <summary>The devices among sources.</summary>
    public static DeviceProblems Of(ClipSources sources, TextWriter error)
    {
        var devices = new List<(string, Func<string?>)>();
        if (sources.Frames is CameraFrameSource camera)
            devices.Add(($"The camera {camera}", () => camera.Problem));
        if (sources.Audio is MicrophoneAudioSource microphone)
            devices.Add(($"The microphone {microphone}", () => microphone.Problem));
        return new DeviceProblems([.. devices], error);
    }

    /// <summary>Writes what has changed since the last look.</summary>
    public void Look()
    {
        lock (_devices)
        {
            for (int i = 0; i < _devices.Length; i++)
            {
                string? problem = _devices[i].Problem();
                if (problem == _told[i])
                    continue;
                _told[i] = problem;
                _error.WriteLine(problem ?? $"{_devices[i].Name} is back.");
            }
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        Look();
    }
}
