using System.Diagnostics.CodeAnalysis;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Senses;

/// <summary>
/// A camera and a microphone, or a recording that passes as if it were live, over and over. Reading waits, so two threads do it; what
/// they read last is there for <see cref="Look"/> and <see cref="Listen"/>. A device that is lost is opened again until it is back.
/// </summary>
public sealed class LiveSenses : ISenses
{
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(1);

    private readonly CaptureClock _clock;
    private readonly FaceTracker? _faces;
    private readonly NewestPicture _picture = new();
    private readonly NewestSound _sound = new();
    private readonly ManualResetEventSlim _ending = new(false);
    private readonly List<IDisposable> _open = [];
    private volatile string? _eyesTrouble, _earsTrouble;

    /// <param name="name">For people to read.</param>
    /// <param name="clock">Whose time it is; the one who asks must go by it too.</param>
    /// <param name="frames">Opens the pictures.</param>
    /// <param name="audio">Opens the sound; null where there is none.</param>
    /// <param name="finder">Finds faces; null where the whole picture is one.</param>
    public LiveSenses(string name, CaptureClock clock, Func<IFrameSource> frames, Func<IAudioSource>? audio, IFaceFinder? finder)
    {
        (Name, _clock, _faces) = (name, clock, finder is null ? null : new FaceTracker(finder));
        Start("eyes", () => Read(frames, Watch, problem => _eyesTrouble = problem));
        if (audio is not null)
            Start("ears", () => Read(audio, Hear, problem => _earsTrouble = problem));
    }

    public string Name { get; }

    public string? Trouble => _eyesTrouble ?? _earsTrouble;

    public bool Look(TimeSpan now, out Sight sight) => _picture.TryTake(out sight);

    public Sound Listen(TimeSpan now) => _sound.Take();

    public void Dispose()
    {
        lock (_open)
        {
            _ending.Set();
            // Ends the reads that wait.
            _open.ForEach(source => source.Dispose());
        }
    }

    private static void Start(string name, ThreadStart work) => new Thread(work) { IsBackground = true, Name = name }.Start();

    /// <summary>Opens, reads to the end or the next fault, and begins anew.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Disposed under the lock, here or in Dispose.")]
    private void Read<T>(Func<T> open, Action<T> readAll, Action<string?> tell)
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
                tell(null);
                readAll(source);
            }
            catch (Exception problem) when (problem is MmaDferException or ObjectDisposedException)
            {
                tell(problem.Message);
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
            // A fault, or a recording of one picture.
            if (_clock.Now - start < BeforeNextTry)
                _ending.Wait(BeforeNextTry);
        }
    }

    private void Watch(IFrameSource source)
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
            _picture.Put(frame, face, time);
        }
    }

    private void Hear(IAudioSource source)
    {
        TimeSpan start = _clock.Now;
        float[] block = new float[source.SampleRate / 50 * source.Channels];
        int count;
        while (!_ending.IsSet && (count = source.Read(block, out TimeSpan time)) > 0)
        {
            if (!source.IsLive)
                WaitUntil(time += start);
            _sound.Put(block.AsSpan(0, count), source.SampleRate, source.Channels, time);
        }
    }

    private void WaitUntil(TimeSpan time)
    {
        // The system's own waits end up to a few milliseconds early.
        for (TimeSpan left; (left = time - _clock.Now) > TimeSpan.Zero && !_ending.Wait((int)Math.Ceiling(left.TotalMilliseconds));)
        {
        }
    }
}
