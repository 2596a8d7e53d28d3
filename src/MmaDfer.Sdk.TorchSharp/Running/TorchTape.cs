using MmaDfer.Sdk.TorchSharp.Recording;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>
/// A recorded network with a forward and a backward pass. In one part, autograd keeps the values that it needs. In several, only values
/// that later parts use are kept, and the backward pass recomputes each part, with those values as its leaves.
/// </summary>
internal sealed class TorchTape : IDisposable
{
    private readonly TorchParameters _parameters;
    private readonly TorchPart[] _parts;
    private readonly List<Tensor> _forms = [];

    /// <param name="ops">The recorded network.</param>
    /// <param name="weights">Its constants.</param>
    /// <param name="parameters">Those that train.</param>
    /// <param name="parts">Number of parts.</param>
    public TorchTape(TorchOps ops, TorchWeights weights, TorchParameters parameters, int parts)
    {
        _parameters = parameters;
        _parts = TorchPart.Cut(ops, parameters, parts);
        Program = new TorchProgram(ops, _parts.SelectMany(part => part.Results));
        foreach (TorchConstant constant in ops.Constants.Where(c => !parameters.Contains(c.Weight.Name)))
            Program.Slots[constant.Slot] = weights[constant];
    }

    public TorchProgram Program { get; }

    /// <summary>The forward pass; the values that the backward pass needs stay until the next call.</summary>
    public void Forward()
    {
        Free();
        using IDisposable mode = set_grad_enabled(_parts.Length == 1);
        foreach (TorchPart part in _parts)
        {
            Run(part);
            foreach (int slot in part.Results)
                Program.Slots[slot]!.DetachFromDisposeScope();
        }
    }

    /// <summary>The backward pass: computes the gradients of the parameters.</summary>
    /// <param name="given">The gradients of the outputs, by their slots.</param>
    /// <param name="keep">Whether it may be called again without a new forward pass.</param>
    public void Backward(IReadOnlyDictionary<int, Tensor> given, bool keep)
    {
        if (_parts.Length == 1)
        {
            Flow(_parts[0], given, keep);
            return;
        }
        using IDisposable mode = enable_grad();
        var gradients = given.ToDictionary(g => g.Key, g => g.Value);
        for (int i = _parts.Length - 1; i >= 0; i--)
            Recompute(_parts[i], gradients);
    }

    /// <summary>Disposes all values.</summary>
    public void Free()
    {
        Program.FreeValues();
        FreeForms();
    }

    public void Dispose() => Free();

    private void Run(TorchPart part)
    {
        foreach (TorchConstant constant in part.Parameters)
        {
            Tensor form = _parameters.Form(constant);
            if (!_parameters.IsItself(constant, form))
                _forms.Add(form);
            Program.Slots[constant.Slot] = form;
        }
        Program.Run(part.First, part.End);
        FreeForms();
    }

    /// <summary>Recomputes a part, and computes the gradients of its parameters and leaves from those of its results.</summary>
    private void Recompute(TorchPart part, Dictionary<int, Tensor> gradients)
    {
        Tensor?[] slots = Program.Slots;
        Dictionary<int, Tensor> kept = part.Results.Concat(part.Leaves).ToDictionary(slot => slot, slot => slots[slot]!);
        foreach (int slot in part.Leaves)
            slots[slot] = slots[slot]!.detach().requires_grad_();
        try
        {
            Run(part);
            Flow(part, gradients, keep: false);
            foreach (int slot in part.Leaves)
            {
                if (slots[slot]!.grad is not { } found)
                    continue;
                gradients[slot] = gradients.TryGetValue(slot, out Tensor? others) ? found.add(others) : found;
            }
        }
        finally
        {
            foreach ((int slot, Tensor value) in kept)
            {
                if (!ReferenceEquals(slots[slot], value))
                    slots[slot]?.Dispose();
                slots[slot] = value;
            }
        }
    }

    private void Flow(TorchPart part, IReadOnlyDictionary<int, Tensor> gradients, bool keep)
    {
        int[] from = [.. part.Results.Where(slot => gradients.ContainsKey(slot) && Program.Slots[slot]!.requires_grad)];
        if (from.Length == 0)
            return;
        autograd.backward([.. from.Select(slot => Program.Slots[slot]!)], [.. from.Select(slot => gradients[slot])], retain_graph: keep);
    }

    private void FreeForms()
    {
        _forms.ForEach(form => form.Dispose());
        _forms.Clear();
    }
}

/// <summary>Consecutive steps of a network.</summary>
/// <param name="First">The first step.</param>
/// <param name="End">The step after the last.</param>
/// <param name="Parameters">The weights that train which it uses.</param>
/// <param name="Leaves">Slots of values of earlier parts that need gradients.</param>
/// <param name="Results">Slots of values that later parts use, or that are outputs of the network.</param>
internal sealed record TorchPart(int First, int End, TorchConstant[] Parameters, int[] Leaves, int[] Results)
{
    /// <summary>Divides a network into parts of equally many steps.</summary>
    public static TorchPart[] Cut(TorchOps ops, TorchParameters parameters, int parts)
    {
        IReadOnlyList<TorchStep> steps = ops.Steps;
        TorchConstant[] trained = [.. ops.Constants.Where(c => parameters.Contains(c.Weight.Name))];
        HashSet<int> flows = [.. trained.Select(c => c.Slot)], outputs = [.. ops.Outputs.Values.Select(o => o.Slot)];
        var lastUse = new Dictionary<int, int>();
        for (int i = 0; i < steps.Count; i++)
        {
            if (steps[i].Operands.Any(flows.Contains))
                flows.Add(steps[i].Result);
            foreach (int slot in steps[i].Operands)
                lastUse[slot] = i;
        }
        parts = Math.Clamp(steps.Count, 1, parts);
        return [.. Enumerable.Range(0, parts).Select(part => Part(part * steps.Count / parts, (part + 1) * steps.Count / parts))];

        TorchPart Part(int first, int end)
        {
            TorchStep[] own = [.. steps.Take(first..end)];
            HashSet<int> used = [.. own.SelectMany(s => s.Operands)], made = [.. own.Select(s => s.Result)];
            return new TorchPart(
                first, end,
                [.. trained.Where(c => used.Contains(c.Slot))],
                [.. used.Where(slot => flows.Contains(slot) && !made.Contains(slot) && !trained.Any(c => c.Slot == slot))],
                [.. made.Where(slot => outputs.Contains(slot) || lastUse.GetValueOrDefault(slot, -1) >= end)]);
        }
    }
}
