using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>
/// Makes a <see cref="FaceNetwork"/> of an ONNX graph. Known are the operators of YuNet and BlazeFace, in the forms that these have:
/// anything else is refused, as running it wrongly would be worse.
/// </summary>
internal sealed class FaceGraph
{
    private readonly GraphFile _file;
    private readonly Dictionary<string, Value> _values = [];
    private readonly Dictionary<string, int> _uses = [];
    private readonly List<Layer> _layers = [];
    private readonly string _input;
    private (int Channels, int Before, int Border) _frame;

    private FaceGraph(GraphFile file, bool channelsLast)
    {
        _file = file;
        foreach (string name in file.Nodes.SelectMany(node => node.Inputs).Concat(file.Outputs.Select(output => output.Key)))
            _uses[name] = _uses.GetValueOrDefault(name) + 1;
        _input = file.Inputs[0].Key;
        _values[_input] = new Value(null, channelsLast ? Layout.ChannelsLast : Layout.ChannelsFirst);
    }

    private enum Layout
    {
        ChannelsFirst,
        ChannelsLast,
        Flat,
    }

    /// <summary>Makes the network.</summary>
    /// <param name="file">The graph, which has one input of 4 dimensions.</param>
    /// <param name="channelsLast">Whether the input's channels are its last dimension instead of its second.</param>
    /// <exception cref="InvalidDataException">The graph has an operator, or a form of one, that neither network has; the message names it.</exception>
    public static FaceNetwork Build(GraphFile file, bool channelsLast)
    {
        var graph = new FaceGraph(file, channelsLast);
        foreach (GraphNode node in file.Nodes)
            graph.Add(node);
        Dictionary<string, NetworkOutput> outputs = [];
        foreach ((string name, _) in file.Outputs)
        {
            if (!graph._values.TryGetValue(name, out Value? value) || value is not { Layout: Layout.Flat, Map: { } map })
                throw new InvalidDataException($"its output {Printable.Text(name)} is not calculated as in a face finder");
            outputs[name] = new NetworkOutput(map, value.Sigmoid);
        }
        if (graph._frame.Channels == 0)
            throw new InvalidDataException("it does not look at its input");
        return new FaceNetwork([.. graph._layers], outputs, graph._frame.Channels, graph._frame.Before, graph._frame.Border);
    }

    private void Add(GraphNode node)
    {
        if (node.Outputs.Count != 1 || node.Inputs.Count == 0)
            throw Foreign(node);
        Value result = node.Operator switch
        {
            "Conv" => Convolution(node),
            "Relu" => WithRelu(node),
            "Add" => Sum(node),
            "MaxPool" => Pooling(node),
            "Resize" => Enlargement(node),
            "Transpose" => Transposed(node),
            "Reshape" => Flattened(node),
            "Sigmoid" => Get(node, 0) is { Layout: Layout.Flat, Sigmoid: false } value ? value with { Sigmoid = true } : throw Foreign(node),
            // Zeros that are appended as further channels: see Concatenation.
            "ConstantOfShape" => Zeros(node),
            "Concat" => Concatenation(node),
            _ => throw new InvalidDataException($"it has the operator {Printable.Text(node.Operator)}, which is neither in YuNet nor in BlazeFace"),
        };
        if (!_values.TryAdd(node.Outputs[0], result))
            throw Foreign(node);
    }

    private Value Convolution(GraphNode node)
    {
        Value input = Get(node, 0);
        GraphTensor weights = Constant(node, 1);
        if (input.Layout != Layout.ChannelsFirst || input.ZeroChannels > 0 || weights.Shape is not [var outputs and > 0 and <= 1024, var depth and > 0 and <= 1024, var kernel, var columns]
            || kernel != columns || weights.Numbers.Length == 0 || node.Inputs.Count > 3 || node.Texts.GetValueOrDefault("auto_pad", "NOTSET") != "NOTSET"
            || Numbers(node, "dilations", 1, 1) is not [1, 1] || Numbers(node, "strides", 1, 1) is not [var stride and (1 or 2), var down] || stride != down
            || Numbers(node, "pads", 0, 0, 0, 0) is not [var top, var left, var bottom, var right] || top != left || bottom != right
            || Numbers(node, "group", 1) is not [var groups])
        {
            throw Foreign(node);
        }
        float[] bias = node.Inputs.Count == 3 ? Constant(node, 2).Numbers : new float[outputs];
        // Rows that are lost at the border: none with stride 1, and exactly half of an even number remain with stride 2.
        long lost = kernel - top - bottom;
        if (bias.Length != outputs || top is < 0 or > 2 || (stride == 1 ? lost != 1 : lost is not (1 or 2)))
            throw Foreign(node);
        if (input.Map is not { } map)
        {
            if (groups != 1 || depth != 3 || stride != 2 || kernel > 5 || _frame.Channels != 0)
                throw Foreign(node);
            _frame = (depth, (int)top, (int)(top + bottom));
            var first = new FeatureMap(outputs, 2);
            return Append(new FrameConvolution(first, kernel, depth, WeightPacking.Product(weights, first.Stored), WeightPacking.Bias(bias, first.Stored)));
        }
        var output = new FeatureMap(outputs, checked(map.Stride * (int)stride));
        if (output.Stride > FaceNetwork.Multiple)
            throw Foreign(node);
        if (kernel == 1 && groups == 1 && stride == 1 && depth == map.Channels)
            return Append(new PointwiseConvolution(map, output, WeightPacking.Product(weights, output.Stored), WeightPacking.Bias(bias, output.Stored)));
        if (kernel == 3 && groups == map.Channels && depth == 1 && outputs == map.Channels && top <= 1)
            return Append(new DepthwiseConvolution(map, output, (int)top, WeightPacking.Depthwise(weights, output.Stored), WeightPacking.Bias(bias, output.Stored)));
        throw Foreign(node);
    }

    private Value WithRelu(GraphNode node)
    {
        Value input = Get(node, 0);
        if (input is not { Layout: Layout.ChannelsFirst, ZeroChannels: 0, Layer: { Relu: false } layer } || layer is MaxPooling || _uses[node.Inputs[0]] != 1)
            throw Foreign(node);
        layer.Relu = true;
        return input;
    }

    private Value Sum(GraphNode node)
    {
        if (node.Inputs.Count != 2)
            throw Foreign(node);
        Value left = Get(node, 0), right = Get(node, 1);
        foreach ((Value value, Value other, string name) in (ReadOnlySpan<(Value, Value, string)>)[(right, left, node.Inputs[1]), (left, right, node.Inputs[0])])
        {
            // Added by the layer that calculates one of the two, if the other is there before.
            if (value is { Layout: Layout.ChannelsFirst, ZeroChannels: 0, Layer: { CanAdd: true, Relu: false, Added: null } layer, Map: { } map } && _uses[name] == 1
                && other is { Layout: Layout.ChannelsFirst, Map: { } added, Layer: { } before } && added != map && _layers.IndexOf(before) < _layers.IndexOf(layer)
                && added.Stride == map.Stride && added.Channels + other.ZeroChannels == map.Channels)
            {
                layer.Added = added;
                return value;
            }
        }
        throw Foreign(node);
    }

    private Value Pooling(GraphNode node)
    {
        Value input = Get(node, 0);
        if (input is not { Layout: Layout.ChannelsFirst, ZeroChannels: 0, Map: { Stride: < FaceNetwork.Multiple } map } || Numbers(node, "kernel_shape") is not [2, 2]
            || Numbers(node, "strides", 1, 1) is not [2, 2] || Numbers(node, "pads", 0, 0, 0, 0).Any(pad => pad != 0) || Numbers(node, "dilations", 1, 1) is not [1, 1]
            || node.Texts.GetValueOrDefault("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
        {
            throw Foreign(node);
        }
        return Append(new MaxPooling(map, new FeatureMap(map.Channels, 2 * map.Stride)));
    }

    private Value Enlargement(GraphNode node)
    {
        Value input = Get(node, 0);
        if (input is not { Layout: Layout.ChannelsFirst, ZeroChannels: 0, Map: { Stride: > 1 } map } || node.Inputs.Count != 3 || Constant(node, 2).Numbers is not [1, 1, 2, 2]
            || node.Texts.GetValueOrDefault("mode", "nearest") != "nearest"
            || node.Texts.GetValueOrDefault("coordinate_transformation_mode") != "asymmetric" || node.Texts.GetValueOrDefault("nearest_mode") != "floor")
        {
            throw Foreign(node);
        }
        return Append(new Doubling(map, new FeatureMap(map.Channels, map.Stride / 2)));
    }

    /// <summary>Maps lie with their channels last, so only the name of the order changes.</summary>
    private Value Transposed(GraphNode node)
    {
        Value input = Get(node, 0);
        return (input.Layout, Numbers(node, "perm")) switch
        {
            (Layout.ChannelsLast, [0, 3, 1, 2]) when input.ZeroChannels == 0 => input with { Layout = Layout.ChannelsFirst },
            (Layout.ChannelsFirst, [0, 2, 3, 1]) when input is { ZeroChannels: 0, Map: not null } => input with { Layout = Layout.ChannelsLast },
            _ => throw Foreign(node),
        };
    }

    /// <summary>Pixels and anchors become one dimension; the decoder knows how many anchors a pixel has.</summary>
    private Value Flattened(GraphNode node)
    {
        Value input = Get(node, 0);
        return input is { Layout: Layout.ChannelsLast, Map: { } map } && Constant(node, 1).Integers is [1, _, var last and > 0] && map.Channels % last == 0
            ? input with { Layout = Layout.Flat }
            : throw Foreign(node);
    }

    private Value Zeros(GraphNode node) => Constant(node, 0).Integers is [1, var channels and > 0 and <= 1024, _, _]
        ? new Value(null, Layout.ChannelsFirst, ZeroChannels: (int)channels)
        : throw Foreign(node);

    private Value Concatenation(GraphNode node) => node.Inputs.Count == 2 && Numbers(node, "axis") is [1]
        && Get(node, 0) is { Layout: Layout.ChannelsFirst, ZeroChannels: 0, Map: not null } map && Get(node, 1) is { Map: null, ZeroChannels: > 0 and var zeros }
        ? map with { ZeroChannels = zeros }
        : throw Foreign(node);

    private Value Append(Layer layer)
    {
        _layers.Add(layer);
        return new Value(layer.Output, Layout.ChannelsFirst, Layer: layer);
    }

    private Value Get(GraphNode node, int index) =>
        node.Inputs.Count > index && _values.TryGetValue(node.Inputs[index], out Value? value) ? value : throw Foreign(node);

    private GraphTensor Constant(GraphNode node, int index) =>
        node.Inputs.Count > index && _file.Constants.TryGetValue(node.Inputs[index], out GraphTensor? constant) ? constant : throw Foreign(node);

    private static long[] Numbers(GraphNode node, string name, params long[] otherwise) => node.Numbers.GetValueOrDefault(name, otherwise);

    private static InvalidDataException Foreign(GraphNode node) => new(
        $"its operator {Printable.Text(node.Operator)} at {Printable.Text(node.Outputs.FirstOrDefault("?"))} has a form that is neither in YuNet nor in BlazeFace");

    /// <summary>What a name of the graph stands for.</summary>
    /// <param name="Map">The map; null for the input, and for zeros.</param>
    /// <param name="Layout">The order of its dimensions.</param>
    /// <param name="Layer">The layer that calculates it.</param>
    /// <param name="ZeroChannels">Channels of zeros after those of the map.</param>
    /// <param name="Sigmoid">Whether its numbers are still to go through a sigmoid.</param>
    private sealed record Value(FeatureMap? Map, Layout Layout, Layer? Layer = null, int ZeroChannels = 0, bool Sigmoid = false);
}
