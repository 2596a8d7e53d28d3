using System.Diagnostics;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Sources.Devices;
using Silk.NET.OpenAL;

namespace MmaDfer.Sdk.Media.OpenAl;

/// <summary>One use of a microphone: a thread takes what OpenAL has heard, a hundred times a second, and closes the device at the end.</summary>
internal sealed unsafe class OpenAlCapture : IAudioCapture
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    private readonly OpenAlLibrary _library;
    private readonly string? _name;
    private readonly string _origin;
    private readonly MicrophoneOptions _options;
    private readonly ManualResetEventSlim _closing = new(false);
    private readonly Thread _thread;
    private Device* _device;
    private MediaException? _fault;

    /// <summary>Describes the use.</summary>
    /// <param name="library">OpenAL.</param>
    /// <param name="name">Full name of the microphone; null for the default.</param>
    /// <param name="options">With the sample rate given.</param>
    /// <param name="clock">What times are counted on.</param>
    public OpenAlCapture(OpenAlLibrary library, string? name, MicrophoneOptions options, CaptureClock clock)
    {
        (_library, _name, _options) = (library, name, options);
        _origin = name is null ? "The default microphone" : $"The microphone {MediaFile.Quote(name)}";
        SampleRate = options.SampleRate!.Value;
        Ring = new SampleRing(SampleRate, options.Channels, options.MaxDelay, clock);
        _thread = new Thread(Run) { IsBackground = true, Name = "mmadfer microphone" };
    }

    public int SampleRate { get; }

    public SampleRing Ring { get; }

    public MediaException Fault => _fault ?? new MediaException($"{_origin} was closed.");

    public void Open()
    {
        // Asking for the list also makes OpenAL look for what was plugged in since.
        IReadOnlyList<string> all = _library.Microphones;
        if (all.Count == 0)
            throw new MediaException("OpenAL finds no microphone on this machine; connect one.");
        if (_name is not null && !all.Contains(_name))
            throw new MediaException($"{_origin} is not connected.");
        _device = _library.OpenMicrophone(_name, SampleRate, _options.Channels, SampleRate / 2);
        if (_device is null)
            throw new MediaException($"{_origin} cannot be opened (OpenAL: {_library.Alc.GetError(null)}).");
        _library.Capture.CaptureStart(_device);
        _thread.Start();
    }

    public void Dispose()
    {
        _closing.Set();
        if (_device is not null && _thread != Thread.CurrentThread)
            _thread.Join(TimeSpan.FromSeconds(5));
        Ring.End();
    }

    private void Run()
    {
        short[] heard = new short[Math.Max(1, SampleRate / 10) * _options.Channels];
        float[] samples = new float[heard.Length];
        long last = Stopwatch.GetTimestamp();
        while (_fault is null && !_closing.IsSet)
        {
            int count = Math.Min(_library.Capture.GetAvailableSamples(_device), heard.Length / _options.Channels);
            if (count > 0)
            {
                fixed (short* room = heard)
                    _library.Capture.CaptureSamples(_device, room, count);
                for (int i = 0; i < count * _options.Channels; i++)
                    samples[i] = heard[i] / 32768f;
                Ring.Write(samples.AsSpan(0, count * _options.Channels));
                last = Stopwatch.GetTimestamp();
            }
            else if (!_library.IsConnected(_device))
            {
                _fault = new MediaException($"{_origin} was lost: it was disconnected.");
            }
            else if (TimeLimit.HasPassed(_options.StallLimit, Stopwatch.GetElapsedTime(last)))
            {
                _fault = new MediaException($"{_origin} was lost: it gave nothing for {_options.StallLimit.TotalSeconds:0.#} s.");
            }
            else
            {
                _closing.Wait(Beat);
            }
        }
        _library.Capture.CaptureStop(_device);
        _library.Capture.CaptureCloseDevice(_device);
        Ring.End();
    }
}
