using MmaDfer.Sdk.Sources.Decoding;

namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>A running ffmpeg that listens to a microphone; a thread takes its audio, as WAV, as it comes.</summary>
internal sealed class MicrophoneCapture : IAudioCapture
{
    // Blocks of a hundredth of a second: nobody waits for more.
    private const int BlocksPerSecond = 100;

    private readonly MicrophoneOptions _options;
    private readonly CaptureClock _clock;
    private readonly string _origin;
    private readonly FfmpegProcess _process;
    private SampleRing? _ring;
    private MediaException? _fault;

    public MicrophoneCapture(CaptureDevice device, MicrophoneOptions options, CaptureClock clock, FfmpegSettings settings)
    {
        (_options, _clock) = (options, clock);
        _origin = $"The microphone {device}";
        _process = new FfmpegProcess(settings, DeviceArguments.Microphone(device, options), _origin);
    }

    public int SampleRate { get; private set; }

    public SampleRing Ring => _ring!;

    public MediaException Fault => _fault ?? new MediaException($"{_origin} was closed.");

    public void Open()
    {
        byte[] first = new byte[1];
        if (_process.Read(first) == 0)
        {
            _process.EndedWell();
            throw new MediaException($"{_origin} cannot be opened: {_process.Messages.Summary}.");
        }
        var reader = new WavReader(new FfmpegOutput(_process, first[0]), _origin);
        SampleRate = reader.SampleRate;
        _ring = new SampleRing(reader.SampleRate, reader.Channels, _options.MaxDelay, _clock);
        new Thread(() => Run(reader)) { IsBackground = true, Name = "mmadfer microphone" }.Start();
    }

    public void Dispose()
    {
        _process.Dispose();
        _ring?.End();
    }

    private void Run(WavReader reader)
    {
        float[] block = new float[Math.Max(1, reader.SampleRate / BlocksPerSecond) * reader.Channels];
        MediaException? cause = null;
        try
        {
            int count;
            while ((count = reader.Read(block, out _)) > 0)
                Ring.Write(block.AsSpan(0, count));
        }
        catch (MediaException e)
        {
            cause = e;
        }
        _fault = _process.Lost(_origin, cause);
        Ring.End();
    }
}
