using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Ops;

internal abstract partial class OpSet
{
    /// <summary>x + y; a dimension of y may be 1 where x's is not (y is repeated along it).</summary>
    public Value Add(Value x, Value y)
    {
        bool fits = x.Shape.Rank == y.Shape.Rank;
        for (int i = 0; fits && i < x.Shape.Rank; i++)
            fits = y.Shape[i] == x.Shape[i] || y.Shape[i] == 1;
        Require(fits, nameof(Add), x.Shape, y.Shape, "each size of the second must be that of the first, or 1");
        return AddCore(x, y);
    }

    /// <summary>x + tanh(gate) * update, with one gate for all elements.</summary>
    public Value GatedAdd(Value x, Value update, Weight gate)
    {
        RequireVector(nameof(GatedAdd), gate, 1);
        Require(x.Shape == update.Shape, nameof(GatedAdd), x.Shape, update.Shape, "they must be equal");
        return GatedAddCore(x, update, gate);
    }

    /// <summary>x with <paramref name="rows"/> [n, D] added to tokens start .. start + n of every row of x [R, T, D].</summary>
    public Value AddTokens(Value x, Weight rows, int start)
    {
        Require(x.Shape.Rank == 3 && rows.Shape.Rank == 2 && rows.Shape[1] == x.Shape[2]
                && start >= 0 && start + rows.Shape[0] <= x.Shape[1],
            nameof(AddTokens), rows, x.Shape, $"tokens of the input's width, from token {start} on, must lie inside it");
        return AddTokensCore(x, rows, start);
    }

    /// <summary>x [R, T, D] with all elements of row r multiplied by factors[r]; factors are [R, 1, 1].</summary>
    public Value ScaleRows(Value x, Value factors)
    {
        Require(x.Shape.Rank == 3 && factors.Shape == new Shape(x.Shape[0], 1, 1),
            nameof(ScaleRows), x.Shape, factors.Shape, "[R, T, D] needs factors [R, 1, 1]");
        return ScaleRowsCore(x, factors);
    }

    /// <summary>Mean over the second dimension: [B, T, D] gives [B, 1, D].</summary>
    public Value MeanOfTokens(Value x)
    {
        Require(x.Shape.Rank == 3 && x.Shape[1] > 0, nameof(MeanOfTokens), x.Shape, x.Shape, "[B, T, D] with T > 0 is needed");
        return MeanOfTokensCore(x, x.Shape.With(1, 1));
    }

    protected abstract Value AddCore(Value x, Value y);

    protected abstract Value GatedAddCore(Value x, Value update, Weight gate);

    protected abstract Value AddTokensCore(Value x, Weight rows, int start);

    protected abstract Value ScaleRowsCore(Value x, Value factors);

    protected abstract Value MeanOfTokensCore(Value x, Shape result);
}
