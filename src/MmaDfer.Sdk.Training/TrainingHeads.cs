using System.Globalization;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training;

/// <summary>
/// Linear layers that exist only in training. One finds the weights of the face's blend shapes from the features at each frame's time: that
/// goal, beside the labels, tells the encoder what a face does, which one label a clip tells only slowly. One judges single frames, where the
/// encoder trains without what follows it. Others look at all tokens after three of the blocks: <see cref="TrainingOptions.TokenGoals"/>.
/// </summary>
/// <remarks>
/// The encoder passes on one token, [CLS], which at first is about the mean of all others and knows nothing of where they are. An encoder trained
/// from scratch by that token alone needs thousands of steps to notice the face; layers that see each token in its place teach the tokens at
/// once, and [CLS] then has something to collect.
/// </remarks>
internal sealed class TrainingHeads
{
    private const string Shapes = "blend_shapes", Labels = "frame_classifier";

    /// <summary>
    /// The values of all tokens are thousands: AdamW moves each weight alike, so without this factor on the values, one step would move the
    /// outputs far beyond their goals.
    /// </summary>
    private const float TokenScale = 0.02f;

    /// <summary>Blocks after which all tokens are looked at: the first, one in the middle, the last.</summary>
    private static readonly int[] s_blocks = [0, (MmaDferConfig.Depth / 2) - 1, MmaDferConfig.Depth - 1];

    private readonly double _factor;
    private readonly int _width, _classes, _tokens, _voiceClasses;
    private readonly double _smoothing;
    private readonly bool _tokenGoals;

    private TrainingHeads(BlendShapes? shapes, TrainingOptions options, MmaDferConfig config)
    {
        BlendShapes = shapes;
        _factor = options.BlendShapeWeight;
        _classes = options.SingleFrames ? config.Classes : 0;
        _width = config.Width;
        _tokens = config.ImageTokens;
        _tokenGoals = options.TokenGoals;
        _voiceClasses = options is { TokenGoals: true, Modality: Modality.Audio } ? config.Classes : 0;
        _smoothing = options.LabelSmoothing;
    }

    /// <summary>The names of all their tensors, which no model file has.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. ((ReadOnlySpan<string>)[Shapes, Labels, .. s_blocks.Select(OfTokens)]).ToArray().SelectMany(name => new[] { $"{name}.weight", $"{name}.bias" })];

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
        return shapes is null && options is { SingleFrames: false, TokenGoals: false } ? null : new TrainingHeads(shapes, options, config);
    }

    /// <summary>The layers that find blend shapes: from the features, and from all tokens of single frames.</summary>
    private IEnumerable<(string Name, int Inputs)> ShapeLayers =>
        BlendShapes is null ? [] : [(Shapes, _width), .. _tokenGoals ? s_blocks.Select(block => (OfTokens(block), _tokens * _width)) : []];

    /// <summary>A store with the tensors of these layers in addition; they start at 0 (see <see cref="Center"/>).</summary>
    public WeightStore AddTo(WeightStore weights)
    {
        var own = new MemoryWeights(weights.Origin);
        foreach ((string name, int inputs) in ShapeLayers)
            Set(name, BlendShapes!.Count, inputs);
        if (HasClassifier)
            Set(Labels, _classes, _width);
        foreach (int block in _voiceClasses > 0 ? s_blocks : [])
            Set(OfTokens(block), _voiceClasses, _width);
        return WeightView.Layered(weights, own, own.Tensors.Keys, weights.Origin);

        void Set(string name, int outputs, int inputs)
        {
            own.Set($"{name}.weight", new Shape(outputs, inputs), new float[outputs * inputs]);
            own.Set($"{name}.bias", new Shape(outputs), new float[outputs]);
        }
    }

    /// <summary>Declares the layer over the tokens after a block, if there is one.</summary>
    /// <param name="ops">Records the network.</param>
    /// <param name="weights">What <see cref="AddTo"/> returned.</param>
    /// <param name="block">The block.</param>
    /// <param name="tokens">[frames or clips, tokens, width].</param>
    public void DeclareTokens(OpSet ops, WeightStore weights, int block, Value tokens)
    {
        if (!_tokenGoals || !s_blocks.Contains(block))
            return;
        // What a face does depends on where it is done; how a voice sounds does not depend on when.
        bool each = _voiceClasses == 0;
        float[] scale = new float[_width];
        scale.AsSpan().Fill(each ? TokenScale : 1);
        var constants = new MemoryWeights("constants");
        constants.Set("token_scale", new Shape(_width), scale);
        constants.Set("token_shift", new Shape(_width), new float[_width]);
        WeightScope layer = new WeightScope(weights) / OfTokens(block), constant = new(constants);
        Value x = ops.LayerNorm(tokens, constant["token_scale"], constant["token_shift"], 1e-6f);
        x = each ? ops.Reshape(x, x.Shape[0], 1, _tokens * _width) : ops.MeanOfTokens(x);
        x = ops.Linear(x, layer["weight"], layer["bias"]);
        ops.Output(OfTokens(block), each ? x : ops.Reshape(x, x.Shape[0], _voiceClasses));
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
        foreach ((string name, _) in ShapeLayers.Skip(1))
            bias.CopyTo(session.Parameter($"{name}.bias"));
        session.ParametersChanged();
    }

    /// <summary>
    /// Writes the gradients of the further goals, and returns the loss of the blend shapes by the features: half the squared error, summed over
    /// the shapes, averaged over all frames of all clips. Frames whose shapes are unknown count as right.
    /// </summary>
    /// <param name="session">The network after its forward pass.</param>
    /// <param name="batch">The clips.</param>
    /// <param name="first">The first clip of the pass.</param>
    /// <param name="share">Share of the pass in the batch, a factor of the gradient.</param>
    public double Run(TrainingSession session, Batch batch, int first, double share)
    {
        foreach (int block in _voiceClasses > 0 ? s_blocks : [])
        {
            ReadOnlySpan<float> logits = session.Output(OfTokens(block));
            CrossEntropy.Run(logits, batch.Labels.AsSpan(first, logits.Length / _voiceClasses), _smoothing, share, session.OutputGradient(OfTokens(block)));
        }
        double loss = 0;
        foreach ((string name, _) in ShapeLayers.Reverse())
            loss = Run(name, session, batch, first, share);
        return loss;
    }

    private double Run(string name, TrainingSession session, Batch batch, int first, double share)
    {
        ReadOnlySpan<float> found = session.Output(name);
        Span<float> gradient = session.OutputGradient(name);
        int length = batch.BlendShapes.Length / batch.Clips.Length, frames = found.Length / BlendShapes!.Count;
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

    private static string OfTokens(int block) => string.Create(CultureInfo.InvariantCulture, $"token_goals.{block}");
}
