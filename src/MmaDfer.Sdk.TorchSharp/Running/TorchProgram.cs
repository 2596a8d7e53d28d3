using MmaDfer.Sdk.TorchSharp.Recording;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>
/// A recorded network that can be run step by step. A run has a tensor at each place of <see cref="Slots"/>: those of inputs and
/// constants are put there by others and stay; values are made by the steps, and go after their last use.
/// </summary>
internal sealed class TorchProgram
{
    private readonly IReadOnlyList<TorchStep> _steps;
    private readonly Tensor[][] _operands;
    private readonly int[][] _spent;

    /// <param name="ops">The recorded network.</param>
    /// <param name="keep">Places of values that are wanted after the last step, besides the outputs.</param>
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

    /// <summary>The tensors of the run under way.</summary>
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

    /// <summary>Disposes of all values: outputs, and what a failed run has left.</summary>
    public void FreeValues()
    {
        foreach (TorchStep step in _steps)
            Free(step.Result);
        // Nothing must keep a tensor alive by mistake.
        foreach (Tensor[] operands in _operands)
            Array.Clear(operands);
    }

    private void Free(int slot)
    {
        Slots[slot]?.Dispose();
        Slots[slot] = null;
    }
}
