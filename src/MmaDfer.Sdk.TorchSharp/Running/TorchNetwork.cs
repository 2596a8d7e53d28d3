using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.TorchSharp.Recording;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>A recorded network with memory for its inputs and outputs. It does not own its weights.</summary>
internal sealed class TorchNetwork : IPreparedNetwork
{
    private readonly TorchProgram _program;
    private readonly TorchInputs _inputs;
    private readonly TorchOutputs _outputs;

    public TorchNetwork(TorchPlace place, TorchOps ops, TorchWeights weights)
    {
        _program = new TorchProgram(ops);
        foreach (TorchConstant constant in ops.Constants)
            _program.Slots[constant.Slot] = weights[constant];
        _inputs = new TorchInputs(place, ops.Inputs, _program);
        try
        {
            _outputs = new TorchOutputs(place, ops.Outputs);
        }
        catch
        {
            _inputs.Dispose();
            throw;
        }
    }

    public Span<float> Input(string name) => _inputs[name];

    public ReadOnlySpan<float> Output(string name) => _outputs[name];

    public void Run(CancellationToken cancellationToken)
    {
        try
        {
            _inputs.Upload();
            _program.Run(0, _program.Length, cancellationToken);
            _outputs.Download(_program);
        }
        finally
        {
            _program.FreeValues();
        }
    }

    public void Dispose()
    {
        _inputs.Dispose();
        _outputs.Dispose();
    }
}

/// <summary>
/// A recorded network that runs step by step. A run has a tensor in each of its <see cref="Slots"/>: others set those of inputs and
/// constants, which stay; steps compute the others, which are disposed after their last use.
/// </summary>
internal sealed class TorchProgram
{
    private readonly IReadOnlyList<TorchStep> _steps;
    private readonly Tensor[][] _operands;
    private readonly int[][] _spent;

    /// <param name="ops">The recorded network.</param>
    /// <param name="keep">Slots of values that are needed after the last step, besides the outputs.</param>
    public TorchProgram(TorchOps ops, params IEnumerable<int> keep)
    {
        _steps = ops.Steps;
        Slots = new Tensor?[ops.Slots];
        _operands = [.. _steps.Select(s => new Tensor[s.Operands.Length])];
        var made = _steps.Select(s => s.Result).ToHashSet();
        HashSet<int> wanted = [.. ops.Outputs.Values.Select(o => o.Slot), .. keep];
        _spent = new int[_steps.Count][];
        for (int i = _steps.Count - 1; i >= 0; i--)
            _spent[i] = [.. _steps[i].Operands.Append(_steps[i].Result).Distinct().Where(slot => made.Contains(slot) && wanted.Add(slot))];
    }

    /// <summary>Number of steps.</summary>
    public int Length => _steps.Count;

    /// <summary>The tensors of the current run.</summary>
    public Tensor?[] Slots { get; }

    /// <summary>Runs some of the steps, one after the other.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The step after the last.</param>
    /// <param name="cancellationToken">Checked before each step.</param>
    public void Run(int first, int end, CancellationToken cancellationToken = default)
    {
        for (int i = first; i < end; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TorchStep step = _steps[i];
            Tensor[] operands = _operands[i];
            for (int j = 0; j < operands.Length; j++)
                operands[j] = Slots[step.Operands[j]]!;
            Slots[step.Result] = step.Compute(operands);
            foreach (int slot in _spent[i])
                Free(slot);
        }
    }

    /// <summary>Disposes all values: outputs, and those that a failed run left.</summary>
    public void FreeValues()
    {
        foreach (TorchStep step in _steps)
            Free(step.Result);
        // No reference must keep a tensor alive.
        foreach (Tensor[] operands in _operands)
            Array.Clear(operands);
    }

    private void Free(int slot)
    {
        Slots[slot]?.Dispose();
        Slots[slot] = null;
    }
}
