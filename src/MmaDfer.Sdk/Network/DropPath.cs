using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Network;

/// <summary>
/// Drop path (stochastic depth) of one encoder, in training only: both residual branches of a block are multiplied, row by
/// row, by factors that the caller fills in: 0, or 1 / (1 - rate). The rate grows linearly with the block, so that the first
/// has none.
/// </summary>
/// <param name="encoder">Name of the encoder in the inputs' names.</param>
internal sealed class DropPath(string encoder)
{
    /// <summary>The encoder of faces: a row is a frame; that of the voice: a row is a clip.</summary>
    public const string Face = "image", Voice = "audio";

    /// <summary>Residual branches of a block.</summary>
    public const int Branches = 2;

    /// <summary>First block that drops anything.</summary>
    public const int FirstBlock = 1;

    /// <summary>The input that holds the factors [R, 1, 1] of a branch.</summary>
    public static string InputName(string encoder, int block, int branch) => $"{encoder}.block{block}.branch{branch}.factors";

    /// <summary>Chance of a block's branches to be dropped.</summary>
    /// <param name="last">That of the last block.</param>
    /// <param name="block">0 .. 11.</param>
    public static double Rate(double last, int block) => last * block / (MmaDferConfig.Depth - 1);

    /// <summary>The branch's output [R, T, D] with its factors applied.</summary>
    public Value Apply(OpSet ops, Value x, int block, int branch) => block < FirstBlock
        ? x
        : ops.ScaleRows(x, ops.Input(InputName(encoder, block, branch), new Shape(x.Shape[0], 1, 1)));
}
