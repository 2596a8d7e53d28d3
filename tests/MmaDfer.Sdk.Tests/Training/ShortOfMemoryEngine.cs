using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>The Cpu engine on a simulated device that, from some run on, has memory for only a few clips at a time.</summary>
/// <param name="clips">Number of clips that fit.</param>
/// <param name="forwards">Number of forward passes before memory runs out; negative if it runs out when the network is prepared.</param>
internal sealed class ShortOfMemoryEngine(int clips, int forwards) : Engine
{
    private readonly CpuEngine _cpu = new(2);
    private int _left = forwards;

    /// <summary>The requested micro-batch sizes, in order.</summary>
    public List<int> Requested { get; } = [];

    public override string Name => "short";

    public override string Description => "for tests";

    internal override Session Prepare(Action<OpSet> build, IProgress<double>? progress, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    internal override TrainingSession PrepareTraining(
        WeightStore weights, IEnumerable<string> parameters, Action<OpSet, WeightStore> build,
        bool saveMemory, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        TrainingSession session = _cpu.PrepareTraining(weights, parameters, build, saveMemory, progress, cancellationToken);
        int batch = session.Input(MmaDferNetwork.AudioInput).Length / (512 * 128);
        Requested.Add(batch);
        if (batch <= clips || _left >= 0)
            return batch <= clips ? session : new Short(session, this);
        session.Dispose();
        throw OutOfMemory();
    }

    private static EngineException OutOfMemory() => new("out of memory, for tests.") { IsOutOfMemory = true };

    private sealed class Short(TrainingSession inner, ShortOfMemoryEngine engine) : PassingSession(inner)
    {
        public override void Forward()
        {
            if (engine._left-- <= 0)
                throw OutOfMemory();
            base.Forward();
        }
    }
}
