using MmaDfer.Sdk.TorchSharp.Recording;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>Some steps of a network, one after the other.</summary>
/// <param name="First">The first step.</param>
/// <param name="End">The step after the last.</param>
/// <param name="Parameters">What is used of the weights that train.</param>
/// <param name="Leaves">Places of values of earlier parts through which gradients go on.</param>
/// <param name="Results">Places of values that later parts use, or that are outputs of the network.</param>
internal sealed record TorchPart(int First, int End, TorchConstant[] Parameters, int[] Leaves, int[] Results)
{
    /// <summary>Cuts a network into parts of equally many steps.</summary>
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
