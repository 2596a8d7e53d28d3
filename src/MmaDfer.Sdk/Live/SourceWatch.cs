using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>The readings of sources, for <c>WatchAsync</c>.</summary>
internal static class SourceWatch
{
    /// <summary>Interval of checks whether the stream is idle or has a fault.</summary>
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the recognition or the face finder may fail without a success before watching ends with its fault.</summary>
    internal static readonly TimeSpan MaxFaultTime = TimeSpan.FromSeconds(3);

    /// <summary>The readings of all windows of recordings.</summary>
    public static async IAsyncEnumerable<EmotionReading> Recorded(
        IFrameSource? frames, IAudioSource? audio, LiveStream stream, EmotionStreamOptions options, LoadedNetwork network, WindowBuffer window,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = new RecordedWatch(frames, audio, stream, options);
        while (await Task.Run(() => Next(watch, stream, network, window, cancellationToken), cancellationToken).ConfigureAwait(false) is { } reading)
            yield return reading;
    }

    /// <summary>The readings of the newest windows of live sources.</summary>
    /// <param name="frames">Frames; null for none.</param>
    /// <param name="audio">Audio; null for none.</param>
    /// <param name="open">Opens a stream with a receiver of its readings, or a scene with one of its people.</param>
    /// <param name="time">The clock of waits.</param>
    /// <param name="cancellationToken">Ends watching; a read in progress ends when its source delivers data or is disposed.</param>
    public static async IAsyncEnumerable<T> Live<T>(
        IFrameSource? frames, IAudioSource? audio, Func<Action<T>, IWatchedStream> open, TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A slow consumer gets the newest reading.
        var readings = Channel.CreateBounded<T>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        IWatchedStream stream = open(reading => readings.Writer.TryWrite(reading));
        await using ConfiguredAsyncDisposable disposing = stream.ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Unloading.Add(stop, static stop => stop.Cancel());
        CancellationToken stopped = stop.Token;
        Task[] pumps =
        [
            frames is null ? Task.CompletedTask : Pump(() => PushFrames(frames, stream, stopped)),
            audio is null ? Task.CompletedTask : Pump(() => PushAudio(audio, stream, stopped)),
        ];
        _ = Task.WhenAny(WaitForEnd(pumps, stream, time, stopped), WaitForFault(stream, time, stopped)).Unwrap().ContinueWith(
            end => readings.Writer.TryComplete(end.Exception?.InnerException), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (T reading in readings.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return reading;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    private static EmotionReading? Next(
        RecordedWatch watch, LiveStream stream, LoadedNetwork network, WindowBuffer window, CancellationToken cancellationToken)
    {
        while (watch.Next(window, cancellationToken))
        {
            EmotionPrediction? prediction = window.HasFrames || window.HasAudio ? window.Recognize(network) : null;
            if (stream.Complete(window, prediction) is { } reading)
                return reading;
        }
        return null;
    }

    /// <summary>Waits for the end of all sources and of the work on their data; fails as soon as one of them fails.</summary>
    private static async Task WaitForEnd(Task[] pumps, IWatchedStream stream, TimeProvider time, CancellationToken stopped)
    {
        await foreach (Task pump in Task.WhenEach(pumps).ConfigureAwait(false))
            await pump.ConfigureAwait(false);
        await WaitUntilIdle(stream, time, stopped).ConfigureAwait(false);
        if (stream.RequestLastWindow())
            await WaitUntilIdle(stream, time, stopped).ConfigureAwait(false);
    }

    private static async Task WaitUntilIdle(IWatchedStream stream, TimeProvider time, CancellationToken stopped)
    {
        while (!stream.IsIdle)
            await Task.Delay(s_poll, time, stopped).ConfigureAwait(false);
    }

    /// <summary>Fails with a fault that has lasted for <see cref="MaxFaultTime"/>; never ends otherwise.</summary>
    private static async Task WaitForFault(IWatchedStream stream, TimeProvider time, CancellationToken stopped)
    {
        MmaDferException? fault = null;
        long since = 0;
        while (true)
        {
            // The same object until the work succeeds again.
            MmaDferException? present = stream.WorkFault;
            if (present is null || present != fault)
                (fault, since) = (present, time.GetTimestamp());
            else if (time.GetElapsedTime(since) >= MaxFaultTime)
                throw present;
            await Task.Delay(s_poll, time, stopped).ConfigureAwait(false);
        }
    }

    /// <summary>A read may wait for a device: no work for the thread pool.</summary>
    private static Task Pump(Action push) =>
        Task.Factory.StartNew(push, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void PushFrames(IFrameSource frames, IWatchedStream stream, CancellationToken stopped) => Read(
        () =>
        {
            if (!frames.TryRead(out FrameView frame, out TimeSpan time))
                return false;
            stream.PushFrame(frame, time);
            return true;
        },
        frames.IsLive,
        stopped);

    private static void PushAudio(IAudioSource audio, IWatchedStream stream, CancellationToken stopped)
    {
        float[] buffer = AudioReader.Buffer(audio);
        Read(
            () =>
            {
                ReadOnlySpan<float> samples = AudioReader.Pull(audio, buffer, out TimeSpan time);
                if (samples.IsEmpty)
                    return false;
                stream.PushAudio(samples, audio.SampleRate, time, audio.Channels);
                return true;
            },
            audio.IsLive,
            stopped);
    }

    /// <summary>
    /// Reads to the end. A device that was lost is read again, which waits for its return; if that fails too, or is the end of the source,
    /// watching fails with the loss. A damaged recording is not read again.
    /// </summary>
    private static void Read(Func<bool> next, bool isLive, CancellationToken stopped)
    {
        MediaException? loss = null;
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                if (next())
                    loss = null;
                else if (loss is not null)
                    throw loss;
                else
                    return;
            }
            catch (MediaException exception) when (isLive && loss is null)
            {
                loss = exception;
            }
        }
    }
}

/// <summary>What a stream and a scene have in common, for those who treat both alike: watching sources, the C library.</summary>
internal interface IWatchedStream : IDisposable, IAsyncDisposable
{
    event EventHandler? AudioFound, AudioLost;

    event EventHandler<StreamFaultedEventArgs>? Faulted;

    EmotionStreamStatistics Statistics { get; }

    /// <summary>The present fault of the recognition or of the face finder; null if there is none.</summary>
    MmaDferException? WorkFault { get; }

    /// <summary>Whether all pushed data has been processed.</summary>
    bool IsIdle { get; }

    /// <summary>Requests a last window if the previous window was taken before all frames were processed.</summary>
    bool RequestLastWindow();

    void PushFrame(FrameView frame, TimeSpan time);

    void PushAudio(ReadOnlySpan<float> samples, int sampleRate, TimeSpan time, int channels);

    void PushPlayback(ReadOnlySpan<float> samples, int sampleRate, TimeSpan time, int channels);

    void Update();

    void Update(TimeSpan now);
}
