using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>
/// Linear layers that exist only in training, over the features at each frame's time. One finds the weights of the face's blend shapes: that
/// goal, beside the labels, tells the encoder what a face does, which one label a clip tells only slowly. The other judges single frames, where
/// the encoder trains without what follows it.
/// </summary>
internal sealed class TrainingHeads
{
    private const string Shapes = "blend_shapes", Labels = "frame_classifier";

    private readonly double _factor;
    private readonly int _width, _classes;

    private TrainingHeads(BlendShapes? shapes, double factor, int classes, int width)
    {
        BlendShapes = shapes;
        _factor = factor;
        _classes = classes;
        _width = width;
    }

    /// <summary>The names of all their tensors, which no model file has.</summary>
    public static IReadOnlyList<string> Names { get; } = [$"{Shapes}.weight", $"{Shapes}.bias", $"{Labels}.weight", $"{Labels}.bias"];

    /// <summary>The blend shapes that are a goal; null for none.</summary>
    public BlendShapes? BlendShapes { get; }

    /// <summary>Whether single frames are judged, without what follows the encoder.</summary>
    public bool HasClassifier => _classes > 0;

    /// <summary>The heads of a training; null if it has none.</summary>
    /// <exception cref="TrainingException">Blend shapes are a goal, but no clip has any; or the model needs several frames.</exception>
    public static TrainingHeads? Of(TrainingOptions options, MmaDferConfig config, ClipDataset data)
    {
        if (options.SingleFrames && config.Variant.HasTemporalAdapters)
            throw new TrainingException("The model has temporal adapters, which a single frame does not have enough frames for; train clips instead (SingleFrames).");
        BlendShapes? shapes = options.BlendShapeWeight == 0 ? null : BlendShapes.Of(data)
            ?? throw new TrainingException("No clip has blend shapes, which are a goal of the training; add the column 'shapes' to the list, or set BlendShapeWeight to 0.");
        return shapes is null && !options.SingleFrames ? null : new TrainingHeads(shapes, options.BlendShapeWeight, options.SingleFrames ? config.Classes : 0, config.Width);
    }

    /// <summary>A store with the tensors of these layers in addition; they start at 0 (see <see cref="Center"/>).</summary>
    public WeightStore AddTo(WeightStore weights)
    {
        var own = new MemoryWeights(weights.Origin);
        foreach ((string name, int outputs) in (ReadOnlySpan<(string, int)>)[(Shapes, BlendShapes?.Count ?? 0), (Labels, _classes)])
        {
            if (outputs == 0)
                continue;
            own.Set($"{name}.weight", new Shape(outputs, _width), new float[outputs * _width]);
            own.Set($"{name}.bias", new Shape(outputs), new float[outputs]);
        }
        return WeightView.Layered(weights, own, own.Tensors.Keys, weights.Origin);
    }

    /// <summary>Declares the layers.</summary>
    /// <param name="ops">Records the network.</param>
    /// <param name="weights">What <see cref="AddTo"/> returned.</param>
    /// <param name="moments">The features at each frame's time, [B, frames, width].</param>
    public void Declare(OpSet ops, WeightStore weights, Value moments)
    {
        if (BlendShapes is not null)
            ops.Output(Shapes, Linear(Shapes));
        if (HasClassifier)
            ops.Output(MmaDferNetwork.LogitsOutput, ops.Reshape(Linear(Labels), moments.Shape.Rows, _classes));

        Value Linear(string name)
        {
            WeightScope scope = new WeightScope(weights) / name;
            return ops.Linear(moments, scope["weight"], scope["bias"]);
        }
    }

    /// <summary>
    /// Lets the blend shapes start at their means in a first batch. From 0, the first steps would move all features of the encoder alike, toward
    /// those means, until nothing in them depends on the frame any more: it takes hundreds of steps to recover.
    /// </summary>
    public void Center(TrainingSession session, Batch batch)
    {
        if (BlendShapes is null)
            return;
        Span<float> bias = session.Parameter($"{Shapes}.bias");
        for (int shape = 0; shape < bias.Length; shape++)
        {
            double sum = 0;
            int known = 0;
            for (int i = shape; i < batch.BlendShapes.Length; i += bias.Length)
            {
                if (float.IsNaN(batch.BlendShapes[i]))
                    continue;
                sum += batch.BlendShapes[i];
                known++;
            }
            bias[shape] = known == 0 ? 0 : (float)(sum / known);
        }
        session.ParametersChanged();
    }

    /// <summary>
    /// Writes the gradient of the blend shapes, and returns their loss: half the squared error, summed over the shapes, averaged over all
    /// frames of all clips. Frames whose shapes are unknown count as right.
    /// </summary>
    /// <param name="session">The network after its forward pass.</param>
    /// <param name="batch">The clips.</param>
    /// <param name="first">The first clip of the pass.</param>
    /// <param name="share">Share of the pass in the batch, a factor of the gradient.</param>
    public double Run(TrainingSession session, Batch batch, int first, double share)
    {
        if (BlendShapes is null)
            return 0;
        ReadOnlySpan<float> found = session.Output(Shapes);
        Span<float> gradient = session.OutputGradient(Shapes);
        int length = batch.BlendShapes.Length / batch.Clips.Length, frames = found.Length / BlendShapes.Count;
        ReadOnlySpan<float> wanted = batch.BlendShapes.AsSpan(first * length, found.Length);
        double loss = 0;
        for (int i = 0; i < found.Length; i++)
        {
            float error = float.IsNaN(wanted[i]) ? 0f : found[i] - wanted[i];
            loss += 0.5 * error * error;
            gradient[i] = (float)(_factor * share * error / frames);
        }
        return _factor * loss / frames;
    }
}
