using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>Readings of sources, one after the other.</summary>
internal static class SourceWatch
{
    /// <summary>From a look whether the last window is done to the next.</summary>
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(10);

    /// <summary>How long recognising, or finding the face, may fail on end before watching gives up.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Every window of recordings.</summary>
    public static async IAsyncEnumerable<EmotionReading> Recorded(
        IFrameSource? frames, IAudioSource? audio, LiveStream stream, EmotionStreamOptions options, LoadedNetwork network, WindowBuffer window,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = new RecordedWatch(frames, audio, stream, options);
        while (await Task.Run(() => Next(watch, stream, network, window, cancellationToken), cancellationToken).ConfigureAwait(false) is { } reading)
            yield return reading;
    }

    /// <summary>The newest windows of sources that come as they happen.</summary>
    /// <param name="frames">Pictures; null for none.</param>
    /// <param name="audio">Sound; null for none.</param>
    /// <param name="open">Opens a stream whose readings are handed on.</param>
    /// <param name="cancellationToken">Ends it; a read in progress ends when its source gives something or is disposed.</param>
    public static async IAsyncEnumerable<EmotionReading> Live(
        IFrameSource? frames, IAudioSource? audio, Func<Action<EmotionReading>, EmotionStream> open,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Whoever reads slowly gets the newest.
        var readings = Channel.CreateBounded<EmotionReading>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        using EmotionStream stream = open(reading => readings.Writer.TryWrite(reading));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken stopped = stop.Token;
        Task[] pumps =
        [
            frames is null ? Task.CompletedTask : Pump(() => PushFrames(frames, stream, stopped)),
            audio is null ? Task.CompletedTask : Pump(() => PushAudio(audio, stream, stopped)),
        ];
        _ = Task.WhenAny(Ended(pumps, stream, stopped), Faulted(stream, stopped)).Unwrap().ContinueWith(
            end => readings.Writer.TryComplete(end.Exception?.InnerException), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await foreach (EmotionReading reading in readings.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
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
            EmotionPrediction? answer = window.HasFrames || window.HasAudio ? network.Recognize(window, window.Sliding, window.Epoch, window.LastSlot) : null;
            if (stream.Answer(window, answer) is { } reading)
                return reading;
        }
        return null;
    }

    /// <summary>Waits for the end of all sources and of the work on what they gave; fails at once where one of them does.</summary>
    private static async Task Ended(Task[] pumps, EmotionStream stream, CancellationToken stopped)
    {
        await foreach (Task pump in Task.WhenEach(pumps).ConfigureAwait(false))
            await pump.ConfigureAwait(false);
        await Idle(stream, stopped).ConfigureAwait(false);
        if (stream.LookAgain())
            await Idle(stream, stopped).ConfigureAwait(false);
    }

    private static async Task Idle(EmotionStream stream, CancellationToken stopped)
    {
        while (!stream.IsIdle)
            await Task.Delay(s_glance, stopped).ConfigureAwait(false);
    }

    /// <summary>Fails with what has failed all the time for a while; otherwise it never ends.</summary>
    private static async Task Faulted(EmotionStream stream, CancellationToken stopped)
    {
        MmaDferException? fault = null;
        long since = 0;
        while (true)
        {
            // It stays the same object until something succeeds.
            MmaDferException? present = stream.WorkFault;
            if (present is null || present != fault)
                (fault, since) = (present, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) >= Patience)
                throw present;
            await Task.Delay(s_glance, stopped).ConfigureAwait(false);
        }
    }

    /// <summary>Reads wait for devices: that is no work for the thread pool.</summary>
    private static Task Pump(Action push) =>
        Task.Factory.StartNew(push, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void PushFrames(IFrameSource frames, EmotionStream stream, CancellationToken stopped) => Read(
        () =>
        {
            if (!frames.TryRead(out FrameView frame, out TimeSpan time))
                return false;
            stream.PushFrame(frame, time);
            return true;
        },
        frames.IsLive,
        stopped);

    private static void PushAudio(IAudioSource audio, EmotionStream stream, CancellationToken stopped)
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
    /// Reads to the end. A device that was lost is read again, which waits for it to come back; where that fails too, or says that this
    /// was the end, watching fails with what was lost. A recording that is damaged stays so.
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
