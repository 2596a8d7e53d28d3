using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Ops;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Network;

/// <summary>What each fusion and the temporal adapters compute, against formulas written as plainly as they can be.</summary>
[TestClass]
public sealed class FusionTests
{
    private const int Batch = 2, Frames = MmaDferConfig.Frames, FaceTokens = 3, AudioTokens = 5, Block = 7;

    private static readonly int s_latent = TinyVariants.Config(TinyVariants.Published).Latent;
    private static readonly Shape s_face = new(Batch * Frames, FaceTokens, TinyVariants.Config(TinyVariants.Published).Width);
    private static readonly Shape s_audio = new(Batch, AudioTokens, s_face[2]);
    private static readonly float[] s_v = OpFixture.Values("faces", s_face), s_a = OpFixture.Values("voices", s_audio);

    [TestMethod]
    public void WithoutFusionNothingChanges()
    {
        (float[] face, float[] audio) = Run(TinyVariants.NoFusion, (_, _) => new NoFusion());
        CollectionAssert.AreEqual(s_v, face);
        CollectionAssert.AreEqual(s_a, audio);
    }

    [TestMethod]
    public void AddTakesTheMeanOfTheOthersTokens()
    {
        var twin = new Twin(TinyVariants.Add);
        (float[] face, float[] audio) = Run(TinyVariants.Add, (weights, batch) => new AddFusion(weights, new MeanMixing(batch)));
        Closeness.Assert(twin.Gated(s_v, twin.PlusMean(s_v, s_a, s_face[2]), "image_encoder.all_gate.7"), face, 1e-5, "face");
        Closeness.Assert(twin.Gated(s_a, twin.PlusMean(s_a, s_v, s_face[2]), "audio_model.all_gate.7"), audio, 1e-5, "audio");
    }

    [TestMethod]
    public void TheBottleneckAddsTheMeanOfTheOthersLatents()
    {
        var twin = new Twin(TinyVariants.Published);
        (float[] face, float[] audio) = Run(TinyVariants.Published, (weights, batch) => new FusionBottleneck(weights, new MeanMixing(batch)));
        (float[] v, float[] a) = twin.Latents();
        Closeness.Assert(twin.Up(s_v, twin.PlusMean(v, a, s_latent), "image_encoder"), face, 1e-5, "face");
        Closeness.Assert(twin.Up(s_a, twin.PlusMean(a, v, s_latent), "audio_model"), audio, 1e-5, "audio");
    }

    [TestMethod]
    [DataRow(TinyVariants.Mult, false)]
    [DataRow(TinyVariants.MultConcat, true)]
    public void MultAttendsToTheOthersLatents(string variant, bool concatenate)
    {
        var twin = new Twin(variant);
        (float[] face, float[] audio) = Run(variant, (weights, batch) => new FusionBottleneck(weights, new AttentionMixing(weights, batch, concatenate)));
        (float[] v, float[] a) = twin.Latents();
        float[] heard = twin.Attend("image_encoder.cross_att.7", v, a), seen = twin.Attend("audio_model.cross_att.7", a, v);
        Closeness.Assert(twin.Up(s_v, twin.Join(v, heard, concatenate), "image_encoder"), face, 1e-5, "face");
        Closeness.Assert(twin.Up(s_a, twin.Join(a, seen, concatenate), "audio_model"), audio, 1e-5, "audio");
    }

    [TestMethod]
    public void TemporalAdaptersAttendToTheMeanLatentsOfTheFrames()
    {
        const string adapter = "image_encoder.temporal_adapter.7";
        var twin = new Twin(TinyVariants.Adapters);
        float[] actual = Run(
            TinyVariants.Adapters,
            (ops, weights, v, a) => (new TemporalAdapters(weights / "image_encoder" / "temporal_adapter", Batch).Apply(ops, v, Block), a)).Face;
        float[] latent = twin.Down(s_v, $"{adapter}.down", $"{adapter}.norm"), position = twin[$"{adapter}.pos_embedding"];
        int width = latent.Length / (s_v.Length / s_face[2]);
        float[] frames = new float[Batch * Frames * width];
        for (int i = 0; i < latent.Length; i++)
            frames[i / (FaceTokens * width) * width + i % width] += latent[i] / FaceTokens;
        for (int i = 0; i < frames.Length; i++)
            frames[i] += position[i % position.Length];
        float[] found = twin.Attend($"{adapter}.attn", frames, frames);
        float[] mixed = [.. latent.Select((x, i) => x + found[i / (FaceTokens * width) * width + i % width])];
        Closeness.Assert(twin.Up(s_v, mixed, $"{adapter}.up", $"{adapter}.gate"), actual, 1e-5, "face");
    }

    private static (float[] Face, float[] Audio) Run(string variant, Func<WeightScope, int, IFusion> create) =>
        Run(variant, (ops, weights, v, a) => create(weights, Batch).Exchange(ops, v, a, Block));

    private static (float[] Face, float[] Audio) Run(
        string variant, Func<OpSet, WeightScope, Value, Value, (Value Face, Value Audio)> build)
    {
        var weights = new WeightScope(TinyVariants.Weights(TinyVariants.Config(variant)));
        using Session session = new CpuEngine(1).Prepare(ops =>
        {
            (Value face, Value audio) = build(ops, weights, ops.Input("v", s_face), ops.Input("a", s_audio));
            ops.Output("face", face);
            ops.Output("audio", audio);
        });
        s_v.CopyTo(session.Input("v"));
        s_a.CopyTo(session.Input("a"));
        session.Run();
        return (session.Output("face").ToArray(), session.Output("audio").ToArray());
    }

    /// <summary>The formulas. Rows of all clips lie one after the other, each clip has as many.</summary>
    private sealed class Twin(string variant)
    {
        private readonly MemoryWeights _weights = TinyVariants.Weights(TinyVariants.Config(variant));

        public float[] this[string name] => _weights.ReadAll(_weights.Tensors[name]);

        public (float[] Face, float[] Audio) Latents() => (
            Down(s_v, "image_encoder.temporal_pre.7", "image_encoder.temporal_pre_norm.7"),
            Down(s_a, "image_encoder.audio_proj_pre.7.0", "image_encoder.audio_proj_pre.7.1"));

        public float[] Down(float[] x, string linear, string norm)
        {
            float[] latent = Linear(x, linear);
            return NaiveOps.LayerNorm(latent, this[$"{norm}.weight"].Length, this[$"{norm}.weight"], this[$"{norm}.bias"], 1e-5);
        }

        /// <summary>x plus the mean over all rows of the same clip of y.</summary>
        public float[] PlusMean(float[] x, float[] y, int width)
        {
            float[] result = [.. x];
            int rows = y.Length / Batch / width;
            for (int i = 0; i < x.Length; i++)
            {
                int clip = i / (x.Length / Batch);
                double sum = 0;
                for (int row = 0; row < rows; row++)
                    sum += y[(clip * rows + row) * width + i % width];
                result[i] += (float)(sum / rows);
            }
            return result;
        }

        public float[] Attend(string name, float[] x, float[] y)
        {
            int width = (int)Math.Sqrt(this[$"{name}.to_q.weight"].Length), heads = MmaDferConfig.LatentHeads;
            float[] kv = Linear(y, $"{name}.to_kv");
            float[] Half(int half) => [.. kv.Where((_, i) => i / width % 2 == half)];
            float[] found = NaiveOps.Attention(
                Linear(x, $"{name}.to_q"), Half(0), Half(1), Batch, x.Length / width / Batch, y.Length / width / Batch, heads, width / heads);
            return Linear(found, $"{name}.to_out.0");
        }

        public float[] Join(float[] own, float[] other, bool concatenate)
        {
            return concatenate
                ? [.. own.Chunk(s_latent).Zip(other.Chunk(s_latent)).SelectMany(pair => pair.First.Concat(pair.Second))]
                : [.. own.Zip(other, (x, y) => x + y)];
        }

        public float[] Up(float[] x, float[] latent, string encoder) =>
            Up(x, latent, $"{encoder}.temporal_att_post.7.0", $"{encoder}.all_gate.7");

        public float[] Up(float[] x, float[] latent, string linear, string gate) =>
            Gated(x, [.. Linear(latent, linear).Select(u => (float)NaiveOps.Gelu(u))], gate);

        public float[] Gated(float[] x, float[] update, string gate) =>
            [.. x.Zip(update, (value, change) => (float)(value + Math.Tanh(this[gate][0]) * change))];

        private float[] Linear(float[] x, string name)
        {
            Shape weight = _weights.Tensors[$"{name}.weight"].Shape;
            float[]? bias = _weights.Tensors.ContainsKey($"{name}.bias") ? this[$"{name}.bias"] : null;
            return NaiveOps.Linear(x, x.Length / weight[1], this[$"{name}.weight"], bias, weight[0], weight[1]);
        }
    }
}
