using MmaDfer.Sdk.TorchSharp.Recording;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>A recorded network with memory for its inputs and outputs. Its weights are others'.</summary>
internal sealed class TorchNetwork : IDisposable
{
    private readonly TorchProgram _program;

    public TorchNetwork(TorchPlace place, TorchOps ops, TorchWeights weights)
    {
        _program = new TorchProgram(ops);
        foreach (TorchConstant constant in ops.Constants)
            _program.Slots[constant.Slot] = weights[constant];
        Inputs = new TorchInputs(place, ops.Inputs, _program);
        try
        {
            Outputs = new TorchOutputs(place, ops.Outputs);
        }
        catch
        {
            Inputs.Dispose();
            throw;
        }
    }

    public TorchInputs Inputs { get; }

    public TorchOutputs Outputs { get; }

    public void Run(CancellationToken cancellationToken)
    {
        try
        {
            Inputs.Upload();
            _program.Run(0, _program.Length, cancellationToken);
            Outputs.Download(_program);
        }
        finally
        {
            _program.FreeValues();
        }
    }

    public void Dispose()
    {
        Inputs.Dispose();
        Outputs.Dispose();
    }
}
