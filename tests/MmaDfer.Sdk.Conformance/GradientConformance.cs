using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// The gradient of every op against central differences: along a random direction of each parameter, the change of a
/// random linear function of the output must be the gradient's product with that direction.
/// </summary>
public abstract class GradientConformance
{
    private const float Step = 1 / 64f;

    private protected abstract Engine CreateEngine();

    [TestMethod]
    public void Linear() => Check(
        [("x", [5, 40]), ("w", [35, 40]), ("b", [35])],
        (ops, w) => ops.Linear(ops.Parameter(w("x")), w("w"), w("b")));

    [TestMethod]
    public void ManyRowsOfALinearLayer() => Check(
        [("x", [600, 3]), ("w", [20, 3]), ("b", [20])],
        (ops, w) => ops.Linear(ops.Parameter(w("x")), w("w"), w("b")));

    [TestMethod]
    public void Patches() => Check(
        [("w", [10, 3, 4, 4]), ("b", [10])],
        (ops, w) => ops.Patches(ops.Input("images", new Shape(2, 3, 8, 12)), w("w"), w("b")));

    [TestMethod]
    public void LayerNorm() => Check(
        [("x", [6, 37]), ("w", [37]), ("b", [37])],
        (ops, w) => ops.LayerNorm(ops.Parameter(w("x")), w("w"), w("b"), 1e-5f));

    [TestMethod]
    public void Attention() => Check(
        [("q", [2, 14, 24]), ("k", [2, 37, 24]), ("v", [2, 37, 24])],
        (ops, w) => ops.Attention(ops.Parameter(w("q")), ops.Parameter(w("k")), ops.Parameter(w("v")), 3));

    [TestMethod]
    public void AttentionOfSlices() => Check(
        [("qkv", [2, 9, 48])],
        (ops, w) =>
        {
            Value qkv = ops.Parameter(w("qkv"));
            return ops.Attention(ops.Slice(qkv, 2, 0, 16), ops.Slice(qkv, 2, 16, 16), ops.Slice(qkv, 2, 32, 16), 2);
        });

    [TestMethod]
    public void BothGelus() => Check(
        [("x", [7, 29])],
        (ops, w) => ops.Add(ops.Gelu(ops.Parameter(w("x"))), ops.GeluTanh(ops.Parameter(w("x")))));

    [TestMethod]
    public void AddWithRepeats() => Check(
        [("x", [3, 4, 21]), ("row", [1, 4, 21]), ("token", [3, 1, 21])],
        (ops, w) => ops.Add(ops.Add(ops.Parameter(w("x")), ops.Parameter(w("row"))), ops.Parameter(w("token"))));

    [TestMethod]
    public void AValueAddedToItself() => Check(
        [("x", [3, 21])],
        (ops, w) =>
        {
            Value x = ops.Gelu(ops.Parameter(w("x")));
            return ops.Add(x, x);
        });

    [TestMethod]
    public void Residuals() => Check(
        [("x", [1, 6, 20]), ("up", [40, 20]), ("down", [20, 40]), ("n", [20]), ("nb", [20])],
        (ops, w) =>
        {
            // Two of them on each other, as in a transformer block.
            Value x = ops.Parameter(w("x"));
            for (int i = 0; i < 2; i++)
            {
                Value h = ops.LayerNorm(x, w("n"), w("nb"), 1e-6f);
                x = ops.Add(x, ops.Linear(ops.Gelu(ops.Linear(h, w("up"), null)), w("down"), null));
            }
            return x;
        });

    [TestMethod]
    public void AResidualThatIsUsedAgainLater() => Check(
        [("x", [1, 6, 20]), ("w", [20, 20])],
        (ops, w) =>
        {
            Value x = ops.Gelu(ops.Parameter(w("x"))), y = ops.Linear(x, w("w"), null);
            Value late = ops.GeluTanh(x);
            return ops.Add(ops.Add(x, y), late);
        });

    [TestMethod]
    public void GatedAdd() => Check(
        [("x", [2, 5, 20]), ("u", [2, 5, 20]), ("gate", [1])],
        (ops, w) => ops.GatedAdd(ops.Gelu(ops.Parameter(w("x"))), ops.Gelu(ops.Parameter(w("u"))), w("gate")));

    [TestMethod]
    public void AddTokens() => Check(
        [("x", [3, 5, 20]), ("rows", [2, 20])],
        (ops, w) => ops.AddTokens(ops.Gelu(ops.Parameter(w("x"))), w("rows"), 2));

    [TestMethod]
    public void ScaleRows() => Check(
        [("x", [3, 5, 21]), ("w", [21, 21])],
        (ops, w) =>
        {
            // Twice in a residual branch, once where the gradient has nothing to be added to.
            Value x = ops.Gelu(ops.Parameter(w("x"))), factors = ops.Input("factors", new Shape(3, 1, 1));
            x = ops.Add(x, ops.ScaleRows(ops.Linear(x, w("w"), null), factors));
            return ops.ScaleRows(ops.Add(ops.ScaleRows(x, factors), ops.GeluTanh(x)), factors);
        });

    [TestMethod]
    public void MeanOfTokens() => Check([("x", [3, 50, 20])], (ops, w) => ops.MeanOfTokens(ops.Parameter(w("x"))));

    [TestMethod]
    public void ConcatTokens() => Check(
        [("cls", [1, 1, 20]), ("x", [3, 4, 20]), ("prompts", [1, 2, 20])],
        (ops, w) => ops.ConcatTokens(ops.Parameter(w("cls")), ops.Parameter(w("x")), ops.Parameter(w("prompts"))));

    [TestMethod]
    public void SlicesAndReshapes() => Check(
        [("x", [3, 4, 20])],
        (ops, w) =>
        {
            Value x = ops.Parameter(w("x"));
            Value one = ops.Reshape(ops.Slice(x, 1, 2, 1), 1, 3, 20);
            Value two = ops.Reshape(ops.Slice(x, 1, 1, 2), 1, 6, 20);
            Value row = ops.Reshape(ops.Slice(ops.Reshape(x, 3, 80), 1, 10, 60), 1, 9, 20);
            return ops.ConcatTokens(one, two, row);
        });

    private void Check((string Name, int[] Sizes)[] parameters, Func<OpSet, Func<string, Weight>, Value> build)
    {
        var weights = new MemoryWeights("test");
        foreach ((string name, int[] sizes) in parameters)
            weights.Set(name, new Shape(sizes), OpFixture.Values(name, new Shape(sizes)));
        using TrainingSession session = CreateEngine().PrepareTraining(
            weights, parameters.Select(p => p.Name),
            (ops, store) => ops.Output("y", build(ops, name => new WeightScope(store)[name])));
        float[] direction = OpFixture.Values("direction of y", new Shape(session.Output("y").Length));
        foreach (string input in session.Inputs)
            HashedTensors.Uniform(input, 0, session.Input(input));

        double Loss()
        {
            session.Forward();
            double sum = 0;
            ReadOnlySpan<float> y = session.Output("y");
            for (int i = 0; i < y.Length; i++)
                sum += (double)y[i] * direction[i];
            return sum;
        }

        Loss();
        direction.CopyTo(session.OutputGradient("y"));
        session.Backward();
        foreach ((string name, int[] sizes) in parameters)
        {
            float[] values = session.Parameter(name).ToArray(), d = OpFixture.Values("direction of " + name, new Shape(sizes));
            double expected = (Along(session, name, values, d, Step, Loss) - Along(session, name, values, d, -Step, Loss)) / (2 * Step);
            Along(session, name, values, d, 0, () => 0);
            double actual = 0, size = 0;
            ReadOnlySpan<float> gradient = session.Gradient(name);
            for (int i = 0; i < d.Length; i++)
            {
                actual += (double)gradient[i] * d[i];
                size += Math.Pow((double)gradient[i] * d[i], 2);
            }
            Assert.IsTrue(size > 0, $"{name} has no gradient.");
            // The third derivative times the square of the step, and the rounding of the losses.
            Assert.AreEqual(expected, actual, 3e-3 * Math.Sqrt(size) + 1e-3, name);
        }
    }

    private static double Along(
        TrainingSession session, string name, float[] values, float[] direction, float step, Func<double> loss)
    {
        Span<float> parameter = session.Parameter(name);
        for (int i = 0; i < values.Length; i++)
            parameter[i] = values[i] + step * direction[i];
        session.ParametersChanged();
        return loss();
    }
}
