using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Tests.Engines.Cpu.Kernels;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Engines.Cpu;

/// <summary>Linear layers in 8 bit beside their twin, with every kernel that this processor can run.</summary>
[TestClass]
public sealed class ByteLinearTests
{
    /// <summary>Rows, inputs and outputs of all linear layers of the published network (with fewer rows, which are all alike), and odd ones.</summary>
    [TestMethod]
    [DataRow(13, 768, 2304)]
    [DataRow(13, 768, 768)]
    [DataRow(13, 768, 3072)]
    [DataRow(13, 3072, 768)]
    [DataRow(56, 768, 128)]
    [DataRow(56, 128, 768)]
    [DataRow(16, 768, 512)]
    [DataRow(17, 512, 512)]
    [DataRow(17, 512, 1024)]
    [DataRow(1, 1024, 512)]
    [DataRow(1, 64, 64)]
    [DataRow(7, 65, 67)]
    [DataRow(25, 102, 81)]
    [DataRow(200, 999, 65)]
    public void EveryKernelGivesTheResultOfTheTwin(int rows, int inputs, int outputs)
    {
        float[]? first = null, twin = null, exact = null;
        foreach (ByteKernel kernel in ByteKernel.Supported)
        {
            for (int threads = 1; threads <= 3; threads += 2)
            {
                var fixture = new OpFixture(new CpuEngine(threads) { Bytes = kernel });
                float[] x = fixture.AddInput("x", new Shape(rows, inputs), 3);
                float[] w = fixture.AddWeight("w", outputs, inputs), b = fixture.AddWeight("b", outputs);
                float[] result = fixture.Run((ops, input) => ops.Linear(input("x"), fixture.Weight("w"), fixture.Weight("b")));
                twin ??= ByteTwin.Linear(x, rows, w, b, outputs, inputs);
                float largest = twin.Max(Math.Abs);
                Closeness.Assert(twin, result, 1e-6 * largest, $"{kernel.Name}, {threads} threads");
                // The sums are exact, so all kernels agree to the last bit, on however many threads.
                first ??= result;
                CollectionAssert.AreEqual(first, result, kernel.Name);
                exact ??= NaiveOps.Linear(x, rows, w, b, outputs, inputs);
                Closeness.Assert(exact, result, 0.03 * largest, $"{kernel.Name}: rounded");
            }
        }
    }

    [TestMethod]
    [DataRow(70, 64)]
    [DataRow(70, 77)]
    public void WhatFollowsIsFloat32(int inputs, int outputs)
    {
        const int rows = 29;
        foreach (ByteKernel kernel in ByteKernel.Supported)
        {
            OpFixture Fixture() => new(new CpuEngine(2) { Bytes = kernel });
            OpFixture fixture = Fixture();
            float[] x = fixture.AddInput("x", new Shape(1, rows, inputs), 3), r = fixture.AddInput("r", new Shape(1, rows, outputs));
            float[] w = fixture.AddWeight("w", outputs, inputs), b = fixture.AddWeight("b", outputs), gate = fixture.AddWeight("gate", 1);
            Value Linear(OpSet ops, Func<string, Value> input) => ops.Linear(input("x"), fixture.Weight("w"), fixture.Weight("b"));
            double[] linear = [.. ByteTwin.Linear(x, rows, w, b, outputs, inputs).Select(v => (double)v)];
            void Check(string name, Func<double, int, double> expected, Func<OpSet, Func<string, Value>, Value> build) =>
                Closeness.Assert([.. linear.Select((v, i) => (float)expected(v, i))], fixture.Run(build), 1e-5, $"{kernel.Name}: {name}");

            Check("GELU", (v, _) => Gelu(v), (ops, input) => ops.Gelu(Linear(ops, input)));
            Check("tanh GELU", (v, _) => GeluTanh(v), (ops, input) => ops.GeluTanh(Linear(ops, input)));
            Check("residual", (v, i) => v + r[i], (ops, input) => ops.Add(input("r"), Linear(ops, input)));
            Check("residual in place", (v, i) => v + Gelu(r[i]), (ops, input) => ops.Add(ops.Gelu(input("r")), Linear(ops, input)));
            Check("gate", (v, i) => r[i] + Math.Tanh(gate[0]) * Gelu(v),
                (ops, input) => ops.GatedAdd(input("r"), ops.Gelu(Linear(ops, input)), fixture.Weight("gate")));
            Check("without bias", (v, i) => v - b[i % outputs], (ops, input) => ops.Linear(input("x"), fixture.Weight("w"), null));
        }

        static double Gelu(double v) => NaiveOps.Gelu(v);
        static double GeluTanh(double v) => NaiveOps.GeluTanh(v);
    }

    [TestMethod]
    public void ValuesThatAreNotFiniteMakeTheirRowOrOutputNaNAndNothingElse()
    {
        const int rows = 15, inputs = 70, outputs = 80;
        foreach (ByteKernel kernel in ByteKernel.Supported)
        {
            float[] w = OpFixture.Values("w", new Shape(outputs, inputs));
            w[3 * inputs + 5] = float.NaN;
            w[4 * inputs + 5] = float.PositiveInfinity;
            var store = new MemoryWeights("test");
            store.Set("w", new Shape(outputs, inputs), w);
            using Session session = new CpuEngine(1) { Bytes = kernel }.Prepare(ops =>
                ops.Output("y", ops.Linear(ops.Input("x", new Shape(rows, inputs)), new WeightScope(store)["w"], null)));
            OpFixture.Values("x", new Shape(rows, inputs)).CopyTo(session.Input("x"));
            session.Input("x")[7 * inputs + 69] = float.NaN;
            session.Input("x")[11 * inputs] = float.NegativeInfinity;
            session.Run();
            ReadOnlySpan<float> y = session.Output("y");
            for (int row = 0; row < rows; row++)
            {
                for (int output = 0; output < outputs; output++)
                    Assert.AreEqual(row is 7 or 11 || output is 3 or 4, !float.IsFinite(y[row * outputs + output]), $"{kernel.Name}: row {row}, output {output}");
            }
        }
    }

    [TestMethod]
    public void RowsOfZerosAndOfOneValueKeepIt()
    {
        const int inputs = 64, outputs = 64;
        var fixture = new OpFixture(new CpuEngine(1) { Precision = Precision.Int8 });
        float[] x = fixture.AddInput("x", new Shape(3, inputs));
        float[] w = fixture.AddWeight("w", outputs, inputs), b = fixture.AddWeight("b", outputs);
        x.AsSpan(0, inputs).Clear();
        x.AsSpan(inputs, inputs).Fill(-2.5f);
        float[] y = fixture.Run((ops, input) => ops.Linear(input("x"), fixture.Weight("w"), fixture.Weight("b")));
        // The array that the fixture gives is the one it runs.
        CollectionAssert.AreEqual(b, y[..outputs]);
        // One value is exact; only the weights are rounded.
        (int[][] numbers, float[] scales, _) = ByteTwin.Weights(w, outputs, inputs);
        float[] constant = [.. Enumerable.Range(0, outputs).Select(o => b[o] - 2.5f * numbers[o].Sum() * scales[o])];
        Closeness.Assert(constant, y.AsSpan(outputs, outputs), 1e-5, "constant");
    }

    /// <summary>Small layers stay float32, so small networks do not become slower.</summary>
    [TestMethod]
    [DataRow(63, 64)]
    [DataRow(64, 63)]
    public void SmallLayersStayFloat32(int inputs, int outputs)
    {
        float[] Run(Engine engine)
        {
            var fixture = new OpFixture(engine);
            fixture.AddInput("x", new Shape(5, inputs));
            fixture.AddWeight("w", outputs, inputs);
            return fixture.Run((ops, input) => ops.Linear(input("x"), fixture.Weight("w"), null));
        }
        CollectionAssert.AreEqual(Run(new CpuEngine(1)), Run(new CpuEngine(1) { Precision = Precision.Int8 }));
    }
}
