using MmaDfer.Cli.Predicting;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Cli.Watching;

/// <summary>
/// Reports on standard error why a device gives no data: how it was lost, then why it cannot be reopened, each once.
/// </summary>
internal sealed class DeviceProblems : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    private readonly (string Name, Func<string?> Problem)[] _devices;
    private readonly string?[] _reported;
    private readonly TextWriter _error;
    private readonly Timer? _timer;

    /// <param name="devices">The name and the current problem (null for none) of each device.</param>
    /// <param name="error">Receives the messages.</param>
    public DeviceProblems((string Name, Func<string?> Problem)[] devices, TextWriter error)
    {
        _devices = devices;
        _reported = new string?[devices.Length];
        _error = error;
        if (devices.Length > 0)
            _timer = new Timer(_ => Check(), null, s_interval, s_interval);
    }

    /// <summary>Watches those of the sources that are devices.</summary>
    public static DeviceProblems Watch(ClipSources sources, TextWriter error)
    {
        var devices = new List<(string, Func<string?>)>();
        if (sources.Frames is CameraFrameSource camera)
            devices.Add(($"The camera {camera}", () => camera.Problem));
        if (sources.Audio is MicrophoneAudioSource microphone)
            devices.Add(($"The microphone {microphone}", () => microphone.Problem));
        return new DeviceProblems([.. devices], error);
    }

    /// <summary>Writes each problem that changed since the last call.</summary>
    public void Check()
    {
        lock (_devices)
        {
            for (int i = 0; i < _devices.Length; i++)
            {
                string? problem = _devices[i].Problem();
                if (problem == _reported[i])
                    continue;
                _reported[i] = problem;
                _error.WriteLine(problem ?? $"{_devices[i].Name} is back.");
            }
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        Check();
    }
}
