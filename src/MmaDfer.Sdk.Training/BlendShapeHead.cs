using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>
/// A linear layer that exists only in training: from the features at each frame's time to the weights of the face's blend shapes. Its goal, beside
/// the labels, tells the encoder what a face does, which one label a clip tells only slowly.
/// </summary>
/// <param name="shapes">The blend shapes.</param>
/// <param name="factor">Factor of its loss.</param>
/// <param name="width">Width of the features.</param>
internal sealed class BlendShapeHead(BlendShapes shapes, double factor, int width)
{
    private const string Output = "blend_shapes", Weight = $"{Output}.weight", Bias = $"{Output}.bias";

    /// <summary>Its tensors, which no model file has.</summary>
    public static IReadOnlyList<string> Parameters { get; } = [Weight, Bias];

    /// <summary>The head of a training; null if it has none.</summary>
    /// <exception cref="TrainingException">It shall have one, but no clip has blend shapes.</exception>
    public static BlendShapeHead? Of(TrainingOptions options, MmaDferConfig config, ClipDataset data)
    {
        if (options.BlendShapeWeight == 0)
            return null;
        BlendShapes shapes = BlendShapes.Of(data)
            ?? throw new TrainingException("No clip has blend shapes, which are a goal of the training; add the column 'shapes' to the list, or set BlendShapeWeight to 0.");
        return new BlendShapeHead(shapes, options.BlendShapeWeight, config.Width);
    }

    /// <summary>The blend shapes.</summary>
    public BlendShapes Shapes => shapes;

    /// <summary>A store with the tensors of this head in addition; they start at 0.</summary>
    public WeightStore AddTo(WeightStore weights)
    {
        var own = new MemoryWeights(weights.Origin);
        own.Set(Weight, new Shape(shapes.Count, width), new float[shapes.Count * width]);
        own.Set(Bias, new Shape(shapes.Count), new float[shapes.Count]);
        return WeightView.Layered(weights, own, Parameters, weights.Origin);
    }

    /// <summary>Declares the layer.</summary>
    /// <param name="ops">Records the network.</param>
    /// <param name="weights">What <see cref="AddTo"/> returned.</param>
    /// <param name="moments">The features at each frame's time, [B, 16, width].</param>
    public static void Declare(OpSet ops, WeightStore weights, Value moments)
    {
        WeightScope scope = new WeightScope(weights) / Output;
        ops.Output(Output, ops.Linear(moments, scope["weight"], scope["bias"]));
    }

    /// <summary>
    /// Writes the gradient, and returns the loss: half the squared error, summed over the shapes, averaged over all frames of all clips. Frames
    /// whose shapes are unknown count as right.
    /// </summary>
    /// <param name="session">The network after its forward pass.</param>
    /// <param name="batch">The clips.</param>
    /// <param name="first">The first clip of the pass.</param>
    /// <param name="share">Share of the pass in the batch, a factor of the gradient.</param>
    public double Run(TrainingSession session, Batch batch, int first, double share)
    {
        ReadOnlySpan<float> found = session.Output(Output);
        Span<float> gradient = session.OutputGradient(Output);
        int length = batch.BlendShapes.Length / batch.Clips.Length, frames = found.Length / shapes.Count;
        ReadOnlySpan<float> wanted = batch.BlendShapes.AsSpan(first * length, found.Length);
        double loss = 0;
        for (int i = 0; i < found.Length; i++)
        {
            float error = float.IsNaN(wanted[i]) ? 0f : found[i] - wanted[i];
            loss += 0.5 * error * error;
            gradient[i] = (float)(factor * share * error / frames);
        }
        return factor * loss / frames;
    }
}
