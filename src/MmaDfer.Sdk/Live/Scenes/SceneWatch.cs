using System.Runtime.CompilerServices;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>The people of recordings, for <c>WatchPeopleAsync</c>.</summary>
internal static class SceneWatch
{
    /// <summary>The people after each interval, with their readings of it.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<ScenePerson>> Recorded(
        IFrameSource frames, IAudioSource? audio, LiveScene scene, EmotionSceneOptions options, LoadedNetwork network, Func<WindowBuffer> window,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watch = new RecordedWatch(frames, audio, scene.Input, options.Stream, scene.ProcessFrame);
        WindowBuffer[] windows = [.. Enumerable.Range(0, network.MaxBatch).Select(_ => window())];
        while (await Task.Run(() => Next(watch, scene, options, network, windows, cancellationToken), cancellationToken).ConfigureAwait(false) is { } people)
            yield return people;
    }

    private static ScenePerson[]? Next(
        RecordedWatch watch, LiveScene scene, EmotionSceneOptions options, LoadedNetwork network, WindowBuffer[] windows, CancellationToken cancellationToken)
    {
        if (!watch.Advance(cancellationToken, out TimeSpan end))
            return null;
        var predictions = new EmotionPrediction[windows.Length];
        int count = 0;
        bool any = false;
        do
        {
            if (scene.TakeWindow(windows[count], end))
            {
                WindowBuffer taken = windows[count];
                any |= !taken.IsGap;
                if (!taken.HasFrames && !taken.HasAudio)
                    scene.Complete(taken, null);
                else if (taken.Sliding is not null)
                    scene.Complete(taken, taken.Recognize(network));
                else
                    count++;
            }
            if (count == windows.Length || !scene.HasMore)
            {
                network.Recognize(new ReadOnlySpan<INetworkInput>(windows, 0, count), predictions, cancellationToken);
                for (int i = 0; i < count; i++)
                {
                    windows[i].RecognizeRecent(network);
                    scene.Complete(windows[i], predictions[i]);
                }
                count = 0;
            }
        }
        while (scene.HasMore);
        watch.Took(any);
        var people = new ScenePerson[options.MaxPeople];
        return people[..scene.CopyPeople(people)];
    }
}
