using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Evaluation;

/// <summary>Reads clips in order, the next ones on other threads while the caller works on one.</summary>
internal static class ClipsAhead
{
    private const int Depth = 2;

    /// <summary>The clips in order, each with the task that reads it. The sequence is to be disposed (a loop does so).</summary>
    public static IEnumerable<(LabeledClip Clip, Task<Clip> Reading)> Read(
        IReadOnlyList<LabeledClip> clips, int imageSize, EvaluationOptions options, CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = new Queue<Task<Clip>>();
        try
        {
            for (int given = 0, started = 0; given < clips.Count; given++)
            {
                for (; started < clips.Count && ahead.Count < Depth; started++)
                {
                    LabeledClip next = clips[started];
                    ahead.Enqueue(Task.Run(() => Read(next, imageSize, options, reading.Token), reading.Token));
                }
                yield return (clips[given], ahead.Dequeue());
            }
        }
        finally
        {
            reading.Cancel();
            // Whatever they end with does not matter any more, but child processes must be gone.
            Task.WhenAll(ahead).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)
                .GetAwaiter().GetResult();
        }
    }

    /// <summary>Reads what the network sees of a clip; a sense that is missing or not wanted is black or silent.</summary>
    public static Clip Read(LabeledClip clip, int imageSize, EvaluationOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using OpenClip open = OpenClip.Open(clip, options.Modality != Modality.Audio, options.Modality != Modality.Video);
        // Neither is left where a clip lacks the only sense that is wanted: it counts all the same.
        if (open.Frames is null && open.Audio is null)
            return new Clip(imageSize, null, null);
        bool partly = options.Modality == Modality.Audio && clip.FramesPath is not null;
        Clip read = ClipReader.Read(open.Frames, open.Audio, imageSize, options.TwoClip, cancellationToken, mayBeEmpty: partly);
        // But one that has nothing at all is no clip.
        return read.HasFrames || read.HasAudio || HasFrames(clip) ? read : throw ClipReader.TooShort(open.Audio!);
    }

    private static bool HasFrames(LabeledClip clip)
    {
        using OpenClip open = OpenClip.Open(clip, audio: false);
        return open.Frames is not null;
    }
}
