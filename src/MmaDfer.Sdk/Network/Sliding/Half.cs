using MmaDfer.Sdk.Network.Fusion;
using MmaDfer.Sdk.Ops;

namespace MmaDfer.Sdk.Network.Sliding;

/// <summary>One encoder with its side of the fusion bottleneck; notes the mean latents of every block.</summary>
internal sealed class Half(Encoder encoder, BottleneckSide side)
{
    private readonly List<Value> _means = [];

    public Value Start(OpSet ops, Value input) => encoder.Tokens(ops, input);

    /// <summary>The ViT block; gives the latents [R, T, latent] after it and their means [R, 1, latent].</summary>
    public (Value Latent, Value Mean) Block(OpSet ops, ref Value x, int block)
    {
        x = encoder.Block(ops, x, block);
        Value latent = side.Down(ops, x, block), mean = ops.MeanOfTokens(latent);
        _means.Add(mean);
        return (latent, mean);
    }

    /// <summary>What the other encoder's mean latent [1, 1, latent] adds, then the prompts' update.</summary>
    public Value Receive(OpSet ops, Value x, Value latent, Value other, int block) =>
        encoder.UpdatePrompts(ops, side.Up(ops, x, ops.Add(latent, other), block), block);

    public void Finish(OpSet ops, Value x, string cls, string means)
    {
        ops.Output(cls, encoder.Summary(ops, x));
        ops.Output(means, ops.ConcatTokens([.. _means]));
    }
}
