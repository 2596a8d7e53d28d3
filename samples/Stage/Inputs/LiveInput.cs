using System.Diagnostics.CodeAnalysis;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Inputs;

/// <summary>
/// A camera and a microphone, or a recording that plays in a loop as if it were live. Reading waits, so two threads read; the newest data
/// is available to <see cref="TryGetFrame"/> and <see cref="ReadAudio"/>. A lost device is reopened until it is back.
/// </summary>
public sealed class LiveInput : IInput
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly CaptureClock _clock;
    private readonly FaceTracker? _faces;
    private readonly LatestFrame _latestFrame = new();
    private readonly LatestAudio _latestAudio = new();
    private readonly ManualResetEventSlim _ending = new(false);
    private readonly List<IDisposable> _open = [];
    private volatile string? _framesProblem, _audioProblem;

    /// <param name="name">Name for display.</param>
    /// <param name="clock">The clock of all times; the caller must use it too.</param>
    /// <param name="frames">Opens the frames.</param>
    /// <param name="audio">Opens the audio; null without audio.</param>
    /// <param name="finder">Finds faces; null if the whole frame is one.</param>
    /// <param name="follows">Whether the largest face is followed here. A scene follows all of them itself.</param>
    public LiveInput(string name, CaptureClock clock, Func<IFrameSource> frames, Func<IAudioSource>? audio, IFaceFinder? finder, bool follows = true)
    {
        (Name, _clock, Faces, _faces) = (name, clock, finder ?? IInput.WholeFrame, finder is null || !follows ? null : new FaceTracker(finder));
        Start("frames", () => Read(frames, ReadFrames, problem => _framesProblem = problem));
        if (audio is not null)
            Start("audio", () => Read(audio, ReadBlocks, problem => _audioProblem = problem));
    }

    public string Name { get; }

    public string? Problem => _framesProblem ?? _audioProblem;

    public IFaceFinder Faces { get; }

    public bool TryGetFrame(TimeSpan now, out InputFrame frame) => _latestFrame.TryTake(out frame);

    public InputAudio ReadAudio(TimeSpan now) => _latestAudio.Take();

    public void Dispose()
    {
        lock (_open)
        {
            _ending.Set();
            // Ends waiting reads.
            _open.ForEach(source => source.Dispose());
        }
    }

    private static void Start(string name, ThreadStart work) => new Thread(work) { IsBackground = true, Name = name }.Start();

    /// <summary>Opens a source, reads it to its end or a fault, and starts over.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Disposed under the lock, here or in Dispose.")]
    private void Read<T>(Func<T> open, Action<T> readAll, Action<string?> report)
        where T : IDisposable
    {
        while (!_ending.IsSet)
        {
            T? source = default;
            TimeSpan start = _clock.Now;
            try
            {
                source = open();
                lock (_open)
                    _open.Add(source);
                report(null);
                readAll(source);
            }
            catch (Exception problem) when (problem is MmaDferException or ObjectDisposedException)
            {
                report(problem.Message);
            }
            finally
            {
                lock (_open)
                {
                    if (source is not null)
                        _open.Remove(source);
                    source?.Dispose();
                }
            }
            // After a fault, or a recording of a single frame.
            if (_clock.Now - start < RetryInterval)
                _ending.Wait(RetryInterval);
        }
    }

    private void ReadFrames(IFrameSource source)
    {
        TimeSpan start = _clock.Now;
        while (!_ending.IsSet && source.TryRead(out FrameView frame, out TimeSpan time))
        {
            if (!source.IsLive)
                WaitUntil(time += start);
            FaceBox? face = new FaceBox(0, 0, frame.Width, frame.Height);
            if (_faces is not null)
            {
                ReadOnlySpan<TrackedFace> faces = _faces.Update(frame, time);
                face = faces.IsEmpty || !faces[0].Visible ? null : faces[0].Box;
            }
            _latestFrame.Put(frame, face, time);
        }
    }

    private void ReadBlocks(IAudioSource source)
    {
        TimeSpan start = _clock.Now;
        float[] block = new float[source.SampleRate / 50 * source.Channels];
        int count;
        while (!_ending.IsSet && (count = source.Read(block, out TimeSpan time)) > 0)
        {
            if (!source.IsLive)
                WaitUntil(time += start);
            _latestAudio.Put(block.AsSpan(0, count), source.SampleRate, source.Channels, time);
        }
    }

    private void WaitUntil(TimeSpan time)
    {
        // System waits can end a few milliseconds early.
        for (TimeSpan left; (left = time - _clock.Now) > TimeSpan.Zero && !_ending.Wait((int)Math.Ceiling(left.TotalMilliseconds));)
        {
        }
    }
}
