using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>The Cpu engine on a device whose memory is too short for more than so many clips at a time, from some run on.</summary>
/// <param name="clips">What fits.</param>
/// <param name="forwards">Runs that succeed before it is short; below 0 it already is when a network is prepared.</param>
internal sealed class ShortOfMemoryEngine(int clips, int forwards) : Engine
{
    private readonly CpuEngine _cpu = new(2);
    private int _left = forwards;

    /// <summary>Clips at a time that were asked for, one after the other.</summary>
    public List<int> Asked { get; } = [];

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
        Asked.Add(batch);
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
