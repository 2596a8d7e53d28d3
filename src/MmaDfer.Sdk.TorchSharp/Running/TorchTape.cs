using MmaDfer.Sdk.TorchSharp.Recording;
using static TorchSharp.torch;

namespace MmaDfer.Sdk.TorchSharp.Running;

/// <summary>
/// A recorded network that runs forwards and backwards. In one part, autograd keeps what it needs. In several, only the values that go
/// from one part to a later one are kept, and on the way back each part is computed again, with those values as its leaves.
/// </summary>
internal sealed class TorchTape : IDisposable
{
    private readonly TorchParameters _parameters;
    private readonly TorchPart[] _parts;
    private readonly List<Tensor> _forms = [];

    /// <param name="ops">The recorded network.</param>
    /// <param name="weights">Its constants.</param>
    /// <param name="parameters">What takes the place of some of them.</param>
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

    /// <summary>Computes the outputs; what the way back needs stays until the next call.</summary>
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

    /// <summary>Lets gradients flow to the parameters.</summary>
    /// <param name="given">Those of outputs, by their places.</param>
    /// <param name="keep">Whether it may be called again without a new way forth.</param>
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
            Again(_parts[i], gradients);
    }

    /// <summary>Disposes of all values.</summary>
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

    /// <summary>Computes a part again, and takes gradients from its results to its parameters and to what it was given.</summary>
    private void Again(TorchPart part, Dictionary<int, Tensor> gradients)
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
