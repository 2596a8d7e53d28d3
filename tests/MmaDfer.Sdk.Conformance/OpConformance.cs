using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Conformance;

/// <summary>Every op against its naive twin; one empty subclass with [TestClass] per engine.</summary>
public abstract class OpConformance
{
    private protected abstract Engine CreateEngine();

    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(3, 5, 7)]
    [DataRow(17, 48, 33)]
    [DataRow(130, 64, 100)]
    [DataRow(25, 800, 40)]
    [DataRow(263, 96, 288)]
    public void Linear(int rows, int inputs, int outputs)
    {
        var fixture = new OpFixture(CreateEngine());
        float[] x = fixture.AddInput("x", new Shape(rows, inputs));
        float[] w = fixture.AddWeight("w", outputs, inputs), b = fixture.AddWeight("b", outputs);
        float[] plain = fixture.Run((ops, input) => ops.Linear(input("x"), fixture.Weight("w"), null));
        Closeness.Assert(NaiveOps.Linear(x, rows, w, null, outputs, inputs), plain, 1e-7 * inputs + 1e-6, "without bias");
        float[] biased = fixture.Run((ops, input) => ops.Linear(input("x"), fixture.Weight("w"), fixture.Weight("b")));
        Closeness.Assert(NaiveOps.Linear(x, rows, w, b, outputs, inputs), biased, 1e-7 * inputs + 1e-6, "with bias");
    }

    [TestMethod]
    [DataRow(2, 20, 24)]
    [DataRow(29, 900, 900)]
    public void LinearWithFusedOps(int rows, int width, int hidden)
    {
        var fixture = new OpFixture(CreateEngine());
        float[] x = fixture.AddInput("x", new Shape(1, rows, width), 0.3f);
        float[] up = fixture.AddWeight("up", hidden, width), upBias = fixture.AddWeight("up.bias", hidden);
        float[] down = fixture.AddWeight("down", width, hidden), gate = fixture.AddWeight("gate", 1);
        float[] result = fixture.Run((ops, input) =>
        {
            var h = ops.Gelu(ops.Linear(input("x"), fixture.Weight("up"), fixture.Weight("up.bias")));
            var y = ops.Add(input("x"), ops.Linear(h, fixture.Weight("down"), null));
            var z = ops.GeluTanh(ops.Linear(y, fixture.Weight("up"), fixture.Weight("up.bias")));
            return ops.GatedAdd(z, ops.Gelu(ops.Linear(y, fixture.Weight("up"), null)), fixture.Weight("gate"));
        });
        float[] expectedH = Map(NaiveOps.Linear(x, rows, up, upBias, hidden, width), NaiveOps.Gelu);
        float[] expectedY = Sum(x, NaiveOps.Linear(expectedH, rows, down, null, width, hidden), 1);
        float[] expectedZ = Map(NaiveOps.Linear(expectedY, rows, up, upBias, hidden, width), NaiveOps.GeluTanh);
        float[] update = Map(NaiveOps.Linear(expectedY, rows, up, null, hidden, width), NaiveOps.Gelu);
        float[] expected = Sum(expectedZ, update, Math.Tanh(gate[0]));
        // Values grow with the widths, and rounding with them (four layers on each other).
        Closeness.Assert(expected, result, 3e-6 * expected.Max(MathF.Abs) + 1e-6, "chain");
    }

    [TestMethod]
    public void Patches()
    {
        var fixture = new OpFixture(CreateEngine());
        var images = new Shape(2, 3, 12, 20);
        var weight = new Shape(10, 3, 4, 4);
        float[] x = fixture.AddInput("x", images);
        float[] w = fixture.AddWeight("w", 10, 3, 4, 4), b = fixture.AddWeight("b", 10);
        float[] result = fixture.Run((ops, input) => ops.Patches(input("x"), fixture.Weight("w"), fixture.Weight("b")));
        Closeness.Assert(NaiveOps.Patches(x, images, w, weight, b), result, 1e-5, "patches");
    }

    [TestMethod]
    public virtual void LayerNormOfOneValue() => LayerNorm(1);

    [TestMethod]
    [DataRow(19)]
    [DataRow(768)]
    public void LayerNorm(int width)
    {
        var fixture = new OpFixture(CreateEngine());
        float[] x = fixture.AddInput("x", new Shape(9, width), 4);
        float[] w = fixture.AddWeight("w", width), b = fixture.AddWeight("b", width);
        float[] result = fixture.Run((ops, input) => ops.LayerNorm(input("x"), fixture.Weight("w"), fixture.Weight("b"), 1e-5f));
        Closeness.Assert(NaiveOps.LayerNorm(x, width, w, b, 1e-5), result, 3e-6, "layer norm");
    }

    [TestMethod]
    [DataRow(1, 1, 1, 1, 4)]
    [DataRow(2, 5, 9, 3, 5)]
    [DataRow(1, 17, 17, 2, 16)]
    [DataRow(2, 40, 70, 2, 64)]
    public void Attention(int batch, int queries, int keys, int heads, int width)
    {
        var fixture = new OpFixture(CreateEngine());
        float[] q = fixture.AddInput("q", new Shape(batch, queries, heads * width), 3);
        float[] k = fixture.AddInput("k", new Shape(batch, keys, heads * width), 3);
        float[] v = fixture.AddInput("v", new Shape(batch, keys, heads * width));
        float[] result = fixture.Run((ops, input) => ops.Attention(input("q"), input("k"), input("v"), heads));
        Closeness.Assert(NaiveOps.Attention(q, k, v, batch, queries, keys, heads, width), result, 3e-6, "attention");
    }

    [TestMethod]
    public void AttentionOfSlices()
    {
        var fixture = new OpFixture(CreateEngine());
        float[] qkv = fixture.AddInput("qkv", new Shape(2, 7, 24));
        float[] result = fixture.Run((ops, input) => ops.Attention(
            ops.Slice(input("qkv"), 2, 0, 8), ops.Slice(input("qkv"), 2, 8, 8), ops.Slice(input("qkv"), 2, 16, 8), 2));
        float[][] parts = [.. Enumerable.Range(0, 3).Select(p => Enumerable.Range(0, 14 * 8)
            .Select(i => qkv[i / 8 * 24 + p * 8 + i % 8]).ToArray())];
        Closeness.Assert(NaiveOps.Attention(parts[0], parts[1], parts[2], 2, 7, 7, 2, 4), result, 3e-6, "attention of slices");
    }

    [TestMethod]
    public void BothGelus()
    {
        var fixture = new OpFixture(CreateEngine());
        float[] x = fixture.AddInput("x", new Shape(37, 29), 8);
        float[] exact = fixture.Run((ops, input) => ops.Gelu(input("x")));
        Closeness.Assert(Map(x, NaiveOps.Gelu), exact, 1.5e-6, "gelu");
        float[] tanh = fixture.Run((ops, input) => ops.GeluTanh(input("x")));
        Closeness.Assert(Map(x, NaiveOps.GeluTanh), tanh, 1.5e-6, "tanh gelu");
    }

    [TestMethod]
    public void AddRepeatsTheSecond()
    {
        var fixture = new OpFixture(CreateEngine());
        float[] x = fixture.AddInput("x", new Shape(3, 4, 11));
        float[] row = fixture.AddInput("row", new Shape(1, 4, 11)), token = fixture.AddInput("token", new Shape(3, 1, 11));
        float[] result = fixture.Run((ops, input) => ops.Add(ops.Add(input("x"), input("row")), input("token")));
        float[] expected = [.. x.Select((v, i) => v + row[i % 44] + token[i / 44 * 11 + i % 11])];
        Closeness.Assert(expected, result, 1e-6, "add");
    }

    [TestMethod]
    public void AddTokensTouchesOnlyThose()
    {
        var fixture = new OpFixture(CreateEngine());
        float[] x = fixture.AddInput("x", new Shape(2, 5, 3));
        float[] rows = fixture.AddWeight("rows", 2, 3);
        // The norm before makes it possible to work in place; the sum with the input makes sure that nothing else changed.
        float[] result = fixture.Run((ops, input) => ops.Add(ops.AddTokens(ops.Gelu(input("x")), fixture.Weight("rows"), 2), input("x")));
        float[] expected = [.. x.Select((v, i) =>
        {
            int token = i / 3 % 5;
            return (float)NaiveOps.Gelu(v) + v + (token is 2 or 3 ? rows[(token - 2) * 3 + i % 3] : 0);
        })];
        Closeness.Assert(expected, result, 2e-6, "add tokens");
    }

    [TestMethod]
    public void ScaleRows()
    {
        var fixture = new OpFixture(CreateEngine());
        float[] x = fixture.AddInput("x", new Shape(3, 4, 21)), factors = fixture.AddInput("factors", new Shape(3, 1, 1), 2);
        fixture.AddWeight("w", 21, 21);
        float[] plain = fixture.Run((ops, input) => ops.ScaleRows(input("x"), input("factors")));
        Closeness.Assert(NaiveOps.ScaleRows(x, 3, factors), plain, 1e-7, "scale rows");
        // Between a linear layer and a sum, which would be one step without it.
        float[] linear = fixture.Run((ops, input) => ops.Linear(input("x"), fixture.Weight("w"), null));
        float[] branch = fixture.Run((ops, input) =>
            ops.Add(input("x"), ops.ScaleRows(ops.Linear(input("x"), fixture.Weight("w"), null), input("factors"))));
        Closeness.Assert(Sum(x, NaiveOps.ScaleRows(linear, 3, factors), 1), branch, 3e-6, "residual branch");
    }

    [TestMethod]
    public void MeanOfTokens()
    {
        var fixture = new OpFixture(CreateEngine());
        float[] x = fixture.AddInput("x", new Shape(2, 1700, 70));
        float[] result = fixture.Run((ops, input) => ops.MeanOfTokens(input("x")));
        float[] expected = [.. Enumerable.Range(0, 140).Select(i =>
            (float)Enumerable.Range(0, 1700).Average(t => (double)x[(i / 70 * 1700 + t) * 70 + i % 70]))];
        Closeness.Assert(expected, result, 1e-7, "mean");
    }

    [TestMethod]
    public void LayoutOps()
    {
        var fixture = new OpFixture(CreateEngine());
        float[] x = fixture.AddInput("x", new Shape(2, 3, 4)), cls = fixture.AddInput("cls", new Shape(1, 1, 4));
        float[] joined = fixture.Run((ops, input) => ops.ConcatTokens(input("cls"), input("x")));
        CollectionAssert.AreEqual((float[])[.. cls, .. x[..12], .. cls, .. x[12..]], joined, "concat");
        float[] token = fixture.Run((ops, input) => ops.Slice(input("x"), 1, 2, 1));
        CollectionAssert.AreEqual((float[])[.. x[8..12], .. x[20..24]], token, "one token");
        float[] tokens = fixture.Run((ops, input) => ops.Slice(input("x"), 1, 1, 2));
        CollectionAssert.AreEqual((float[])[.. x[4..12], .. x[16..24]], tokens, "two tokens");
        float[] row = fixture.Run((ops, input) => ops.Slice(input("x"), 0, 1, 1));
        CollectionAssert.AreEqual(x[12..], row, "one row");
        float[] columns = fixture.Run((ops, input) => ops.Reshape(ops.Slice(input("x"), 2, 1, 2), 3, 4));
        CollectionAssert.AreEqual((float[])[.. x.Where((_, i) => i % 4 is 1 or 2)], columns, "columns, reshaped");
        float[] parameter = fixture.AddWeight("p", 2, 3, 4);
        float[] sum = fixture.Run((ops, input) => ops.Add(input("x"), ops.Parameter(fixture.Weight("p"))));
        Closeness.Assert(Sum(x, parameter, 1), sum, 1e-7, "parameter");
    }

    [TestMethod]
    public void NanStaysNan()
    {
        var fixture = new OpFixture(CreateEngine());
        float[] x = fixture.AddInput("x", new Shape(3, 40));
        x[41] = float.NaN;
        fixture.AddWeight("w", 50, 40);
        float[] result = fixture.Run((ops, input) => ops.Linear(input("x"), fixture.Weight("w"), null));
        for (int i = 0; i < result.Length; i++)
            Assert.AreEqual(i / 50 == 1, float.IsNaN(result[i]), $"element {i}");
    }

    private static float[] Map(float[] x, Func<double, double> f) => [.. x.Select(v => (float)f(v))];

    private static float[] Sum(float[] x, float[] y, double factor) => [.. x.Zip(y, (a, b) => (float)(a + factor * b))];
}
