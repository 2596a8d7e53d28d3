using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Tests.Models;

namespace MmaDfer.Sdk.Tests.Engines.Picking;

/// <summary>A small network on some engine, and windows for it with the answers that they must get.</summary>
internal static class WindowSession
{
    private static readonly MmaDferNetwork s_network = new(SmallNetworks.Config, SmallNetworks.Weights());
    private static readonly float[][] s_answers = Answers();

    public const int Windows = 4;

    public static Session Prepare(Engine engine) => engine.Prepare(ops => s_network.Build(ops, batch: 1));

    public static float[] Run(Session session, int window)
    {
        Fill(session, window);
        session.Run();
        return session.Output(MmaDferNetwork.LogitsOutput).ToArray();
    }

    public static void Fill(Session session, int window)
    {
        SeededDraws.Uniform((ulong)(window % Windows), 0, 1, session.Input(MmaDferNetwork.FramesInput));
        SeededDraws.Uniform((ulong)(window % Windows) + 100, 0, 1, session.Input(MmaDferNetwork.AudioInput));
    }

    /// <summary>Runs a window and compares its answer, bit for bit, with that of the Cpu engine alone.</summary>
    public static void Check(Session session, int window) =>
        CollectionAssert.AreEqual(s_answers[window % Windows], Run(session, window), $"window {window}");

    private static float[][] Answers()
    {
        using Session session = Prepare(new CpuEngine(1));
        float[][] answers = [.. Enumerable.Range(0, Windows).Select(w => Run(session, w))];
        Assert.AreEqual(Windows, answers.Select(a => a[0]).Distinct().Count(), "Windows must differ for a test to mean anything.");
        return answers;
    }
}
