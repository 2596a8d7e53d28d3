using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Recognition;

namespace MmaDfer.Sdk.Tests.Live.Playback;

/// <summary>
/// Drawn people in rooms with a loudspeaker, watched by the demo model: sad voices of the game do not make a silent player sad, and the
/// voices of players are still heard. The benchmark "playback" has more rooms and levels.
/// </summary>
[TestClass]
public sealed class PlaybackTests
{
    private const int Clips = 14;
    private static LoadedNetwork s_network = null!;

    [ClassInitialize]
    public static void Open(TestContext context) => s_network = LoadedNetwork.Load(
        () => ModelFile.Open(Path.Combine(AppContext.BaseDirectory, "demo.safetensors")), new() { Engine = new CpuEngine(1) }, null, default);

    [ClassCleanup]
    public static void Close() => s_network.Dispose();

    [TestMethod]
    public void ASadVoiceOfTheGameDoesNotMakeThePlayerSad()
    {
        var trial = new PlaybackTrial(s_network, Clips);
        List<PlaybackResult> before = [], after = [];
        for (int room = 0; room < 3; room++)
        {
            before.AddRange(trial.Run(SimulatedRoom.Number(room), room * Clips, -12, push: false, silent: true));
            after.AddRange(trial.Run(SimulatedRoom.Number(room), room * Clips, -12, push: true, silent: true));
        }
        Assert.IsTrue(before.TrueForAll(r => r.Playback == 0));
        Assert.IsGreaterThan(0.9 * before.Count, before.Count(r => r.Said == "sadness"));
        List<PlaybackResult> only = after.FindAll(r => r.Playback.HasFlag(ReadingFlags.OnlyPlayback));
        Assert.IsGreaterThan(0.9 * after.Count, only.Count);
        // Exactly what the face alone says.
        Assert.IsTrue(only.TrueForAll(r => r.Said == r.FaceAlone));
    }

    [TestMethod]
    public void ASpeakingPlayerIsStillHeard()
    {
        var trial = new PlaybackTrial(s_network, Clips);
        int quiet = 0, loud = 0, only = 0, all = 0;
        for (int room = 0; room < 5; room++)
        {
            quiet += trial.Run(SimulatedRoom.Number(room), room * Clips, null, push: false, silent: false).Count(r => r.Said == r.Meant);
            List<PlaybackResult> results = trial.Run(SimulatedRoom.Number(room), room * Clips, -12, push: true, silent: false);
            loud += results.Count(r => r.Said == r.Meant);
            only += results.Count(r => r.Playback.HasFlag(ReadingFlags.OnlyPlayback));
            all += results.Count;
        }
        Assert.IsGreaterThan(0.85 * all, quiet);
        Assert.IsGreaterThanOrEqualTo(quiet - 0.06 * all, loud, $"{loud} of {all} with the game, {quiet} without");
        Assert.IsLessThan(0.03 * all, only);
    }
}
