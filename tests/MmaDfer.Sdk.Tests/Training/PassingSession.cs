using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Tests.Training;

/// <summary>Forwards all calls to another session; tests override the calls that fail.</summary>
internal abstract class PassingSession(TrainingSession inner) : TrainingSession
{
    public override IReadOnlyCollection<string> Parameters => inner.Parameters;

    public override IReadOnlyCollection<string> Inputs => inner.Inputs;

    public override Span<float> Input(string name) => inner.Input(name);

    public override ReadOnlySpan<float> Output(string name) => inner.Output(name);

    public override Span<float> OutputGradient(string name) => inner.OutputGradient(name);

    public override Span<float> Parameter(string name) => inner.Parameter(name);

    public override Span<float> Gradient(string name) => inner.Gradient(name);

    public override void Forward() => inner.Forward();

    public override void Backward() => inner.Backward();

    public override void ParametersChanged() => inner.ParametersChanged();

    public override void Dispose() => inner.Dispose();
}
