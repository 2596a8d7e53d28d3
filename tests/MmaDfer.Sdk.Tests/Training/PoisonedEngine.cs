using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>The Cpu engine, except that one training run has a NaN in its output or gradients.</summary>
internal sealed class PoisonedEngine(int forwards, bool inGradient) : Engine
{
    private readonly CpuEngine _cpu = new(2);

    public override string Name => "poisoned";

    public override string Description => "for tests";

    internal override Session Prepare(Action<OpSet> build, IProgress<double>? progress, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    internal override TrainingSession PrepareTraining(
        WeightStore weights, IEnumerable<string> parameters, Action<OpSet, WeightStore> build,
        bool saveMemory, IProgress<double>? progress, CancellationToken cancellationToken) =>
        new Poisoned(_cpu.PrepareTraining(weights, parameters, build, saveMemory, progress, cancellationToken), forwards, inGradient);

    private sealed class Poisoned(TrainingSession inner, int forwards, bool inGradient) : PassingSession(inner)
    {
        private readonly float[] _nan = [float.NaN, 0, 0];
        private int _count;

        public override ReadOnlySpan<float> Output(string name) => _count == forwards && !inGradient ? _nan : base.Output(name);

        public override void Forward()
        {
            _count++;
            base.Forward();
        }

        public override void Backward()
        {
            base.Backward();
            if (_count == forwards && inGradient)
                Gradient("our_classifier.bias")[0] = float.NaN;
        }
    }
}
