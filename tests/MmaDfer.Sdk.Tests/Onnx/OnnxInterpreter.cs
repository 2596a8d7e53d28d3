using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Onnx;

/// <summary>
/// Runs the operators of an exported file as the ONNX documents say, as plainly as possible: sums in double precision, every result
/// rounded to the node's own element type. Also sees that types agree and that results have the shapes that the file states.
/// </summary>
internal sealed class OnnxInterpreter(OnnxFile file)
{
    private readonly Dictionary<string, OnnxFile.Edge> _stated =
        file.Between.Concat(file.Outputs).ToDictionary(e => e.Name);

    /// <summary>Computes all outputs.</summary>
    public Dictionary<string, float[]> Run(IReadOnlyDictionary<string, float[]> inputs)
    {
        var values = new Dictionary<string, Array>();
        foreach (OnnxFile.Tensor tensor in file.Tensors.Values)
            values.Add(tensor.Name, new Array(tensor.Type, tensor.Shape, tensor.Values));
        foreach (OnnxFile.Edge input in file.Inputs)
            values.Add(input.Name, new Array(input.Type, input.Shape, inputs[input.Name]));
        foreach (OnnxFile.Node node in file.Nodes)
        {
            Array result = Rounded(Apply(node, [.. node.Inputs.Select(i => values[i])]));
            OnnxFile.Edge stated = _stated[node.Output];
            Assert.AreEqual((stated.Type, stated.Shape), (result.Type, result.Shape), node.Name);
            values.Add(node.Output, result);
        }
        return file.Outputs.ToDictionary(o => o.Name, o => values[o.Name].Values);
    }

    private static Array Apply(OnnxFile.Node node, Array[] x) => node.Operator switch
    {
        "Identity" => x[0],
        "Cast" => x[0] with { Type = (int)node.Integer("to") },
        "Add" => Binary(x, (a, b) => a + b),
        "Mul" => Binary(x, (a, b) => a * b),
        "Div" => Binary(x, (a, b) => a / b),
        "Pow" => Binary(x, Math.Pow),
        "Erf" => Unary(x[0], NaiveOps.Erf),
        "Tanh" => Unary(x[0], Math.Tanh),
        "Reshape" => x[0] with { Shape = ShapeOf(x[1]) },
        "Expand" => Binary([new Array(x[0].Type, ShapeOf(x[1]), new float[ShapeOf(x[1]).Count]), x[0]], (a, b) => a + b),
        "Transpose" => Transpose(x[0], [.. node.Integers("perm").Select(p => (int)p)]),
        "Slice" => Slice(x[0], (int)x[3].Values[0], (int)x[1].Values[0], (int)x[2].Values[0]),
        "Concat" => Concat(x, (int)node.Integer("axis")),
        "MatMul" => MatMul(x[0], x[1]),
        "Conv" => Conv(x, [.. node.Integers("kernel_shape")], [.. node.Integers("strides")]),
        "Softmax" when node.Integer("axis") == -1 => Softmax(x[0]),
        "LayerNormalization" when node.Integer("axis") == -1 => LayerNorm(x, node.Real("epsilon")),
        "ReduceMean" when node.Integer("keepdims") == 1 => Mean(x[0], (int)node.Integers("axes").Single()),
        "com.microsoft:MultiHeadAttention" => FusedAttention(x, (int)node.Integer("num_heads")),
        _ => throw new NotSupportedException(node.Operator),
    };

    private static Array Unary(Array x, Func<double, double> f) => x with { Values = [.. x.Values.Select(v => (float)f(v))] };

    /// <summary>Sizes are matched from the last on; where one is 1 or missing, the operand is repeated.</summary>
    private static Array Binary(Array[] x, Func<double, double, double> f)
    {
        (Array left, Array right) = (x[0], x[1]);
        Assert.AreEqual(left.Type, right.Type, "element types of the operands");
        int rank = Math.Max(left.Shape.Rank, right.Shape.Rank);
        int[] sizes = [.. Enumerable.Range(0, rank).Select(d => Math.Max(left.Size(d, rank), right.Size(d, rank)))];
        int[] leftStrides = left.Strides(sizes), rightStrides = right.Strides(sizes);
        float[] result = new float[new Shape(sizes).Count];
        int[] index = new int[rank];
        for (int i = 0; i < result.Length; i++)
        {
            int a = 0, b = 0;
            for (int d = 0; d < rank; d++)
            {
                a += index[d] * leftStrides[d];
                b += index[d] * rightStrides[d];
            }
            result[i] = (float)f(left.Values[a], right.Values[b]);
            for (int d = rank - 1; d >= 0 && ++index[d] == sizes[d]; d--)
                index[d] = 0;
        }
        return new Array(left.Type, new Shape(sizes), result);
    }

    private static Array Transpose(Array x, int[] order)
    {
        int[] strides = x.Strides([.. x.Shape.Sizes]);
        var shape = new Shape([.. order.Select(d => x.Shape[d])]);
        float[] result = new float[x.Values.Length];
        int[] index = new int[order.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = x.Values[index.Select((n, d) => n * strides[order[d]]).Sum()];
            for (int d = index.Length - 1; d >= 0 && ++index[d] == shape[d]; d--)
                index[d] = 0;
        }
        return x with { Shape = shape, Values = result };
    }

    private static Array Slice(Array x, int axis, int start, int end)
    {
        (int outer, int size, int inner) = Around(x.Shape, axis);
        IEnumerable<float> values = Enumerable.Range(0, outer)
            .SelectMany(o => x.Values.Skip((o * size + start) * inner).Take((end - start) * inner));
        return x with { Shape = x.Shape.With(axis, end - start), Values = [.. values] };
    }

    private static Array Concat(Array[] x, int axis)
    {
        int outer = Around(x[0].Shape, axis).Outer;
        foreach (Array part in x)
            Assert.AreEqual(x[0].Shape.With(axis, 0), part.Shape.With(axis, 0), "sizes beside the axis");
        IEnumerable<float> values = Enumerable.Range(0, outer)
            .SelectMany(o => x.SelectMany(p => p.Values.Skip(o * (p.Values.Length / outer)).Take(p.Values.Length / outer)));
        return x[0] with { Shape = x[0].Shape.With(axis, x.Sum(p => p.Shape[axis])), Values = [.. values] };
    }

    /// <summary>[..., M, K] with [K, N] or [..., K, N].</summary>
    private static Array MatMul(Array x, Array y)
    {
        Assert.AreEqual(x.Type, y.Type, "element types of the operands");
        Assert.AreEqual(x.Shape[^1], y.Shape[^2], "inner sizes");
        if (y.Shape.Rank > 2)
            CollectionAssert.AreEqual(x.Shape.Sizes[..^2].ToArray(), y.Shape.Sizes[..^2].ToArray(), "outer sizes");
        int m = x.Shape[^2], k = x.Shape[^1], n = y.Shape[^1], groups = x.Values.Length / (m * k);
        float[] result = new float[groups * m * n];
        Parallel.For(0, groups * m, row =>
        {
            int group = y.Shape.Rank > 2 ? row / m : 0;
            double[] sums = new double[n];
            for (int i = 0; i < k; i++)
            {
                double a = x.Values[row * k + i];
                int from = (group * k + i) * n;
                for (int j = 0; j < n; j++)
                    sums[j] += a * y.Values[from + j];
            }
            for (int j = 0; j < n; j++)
                result[row * n + j] = (float)sums[j];
        });
        return x with { Shape = x.Shape.WithLast(n), Values = result };
    }

    /// <summary>Without padding, and with strides as large as the kernel.</summary>
    private static Array Conv(Array[] x, long[] kernel, long[] strides)
    {
        CollectionAssert.AreEqual(kernel, strides);
        CollectionAssert.AreEqual(kernel, x[1].Shape.Sizes[2..].ToArray().Select(s => (long)s).ToArray());
        float[] tokens = NaiveOps.Patches(x[0].Values, x[0].Shape, x[1].Values, x[1].Shape, x[2].Values);
        int width = x[1].Shape[0], rows = x[0].Shape[0], high = x[0].Shape[2] / (int)kernel[0], wide = x[0].Shape[3] / (int)kernel[1];
        Array maps = Transpose(new Array(x[0].Type, new Shape(rows, high * wide, width), tokens), [0, 2, 1]);
        return maps with { Shape = new Shape(rows, width, high, wide) };
    }

    private static Array Softmax(Array x)
    {
        int width = x.Shape[^1];
        IEnumerable<float> values = x.Values.Chunk(width).SelectMany(row =>
        {
            double max = row.Max();
            double[] e = [.. row.Select(v => Math.Exp(v - max))];
            double sum = e.Sum();
            return e.Select(v => (float)(v / sum));
        });
        return x with { Values = [.. values] };
    }

    private static Array LayerNorm(Array[] x, float epsilon) =>
        x[0] with { Values = NaiveOps.LayerNorm(x[0].Values, x[0].Shape[^1], x[1].Values, x[2].Values, epsilon) };

    private static Array Mean(Array x, int axis)
    {
        (int outer, int size, int inner) = Around(x.Shape, axis);
        float[] result = new float[outer * inner];
        for (int i = 0; i < result.Length; i++)
            result[i] = (float)Enumerable.Range(0, size).Average(t => (double)x.Values[(i / inner * size + t) * inner + i % inner]);
        return x with { Shape = x.Shape.With(axis, 1), Values = result };
    }

    private static Array FusedAttention(Array[] x, int heads)
    {
        Shape q = x[0].Shape;
        return x[0] with
        {
            Values = NaiveOps.Attention(x[0].Values, x[1].Values, x[2].Values, q[0], q[1], x[1].Shape[1], heads, q[2] / heads),
        };
    }

    private static Array Rounded(Array x) =>
        x.Type == OnnxFile.Float16 ? x with { Values = [.. x.Values.Select(v => (float)(Half)v)] } : x;

    private static Shape ShapeOf(Array sizes) => new([.. sizes.Values.Select(s => (int)s)]);

    private static (int Outer, int Size, int Inner) Around(Shape shape, int axis)
    {
        int inner = (int)new Shape(shape.Sizes[(axis + 1)..].ToArray()).Count;
        return ((int)shape.Count / (inner * shape[axis]), shape[axis], inner);
    }

    private sealed record Array(int Type, Shape Shape, float[] Values)
    {
        /// <summary>Size of a dimension, with sizes of 1 put before the shape.</summary>
        public int Size(int dimension, int rank) =>
            dimension < rank - Shape.Rank ? 1 : Shape[dimension - (rank - Shape.Rank)];

        /// <summary>Steps from element to element within a larger shape; 0 where this is repeated.</summary>
        public int[] Strides(int[] sizes)
        {
            int[] strides = new int[sizes.Length];
            int step = 1;
            for (int d = sizes.Length - 1; d >= 0; d--)
            {
                int size = Size(d, sizes.Length);
                Assert.IsTrue(size == sizes[d] || size == 1, $"{Shape} does not fit into [{string.Join(", ", sizes)}]");
                strides[d] = size == 1 ? 0 : step;
                step *= size;
            }
            return strides;
        }
    }
}
