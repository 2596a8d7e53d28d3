using System.Diagnostics;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Sdk.Tests.Samples;

/// <summary>The story of every integrator, as samples/FineTune tells it: faces of another style, 200 clips to learn from.</summary>
[TestClass]
public sealed class FineTuneTests
{
    [TestMethod]
    public void AnAdapterBringsTheDemoModelBackOnAStyleThatItDoesNotKnow()
    {
        using var folder = new TemporaryFolder();
        string model = Path.Combine(AppContext.BaseDirectory, "demo.safetensors");
        ClipDataset train = Sketches("train", 200, firstPerson: 0), test = Sketches("test", 350, firstPerson: 2000);
        var clock = Stopwatch.StartNew();
        (double before, double after) = MmaDfer.Samples.FineTune.Program.Run(model, train, test, folder["training"], Console.Out);
        Console.WriteLine($"UAR {before:0.0} % before, {after:0.0} % after, in {clock.Elapsed.TotalSeconds:0} s");
        Assert.IsLessThan(80, before);
        Assert.IsGreaterThanOrEqualTo(85, after);
        Assert.IsLessThan(TimeSpan.FromMinutes(15), clock.Elapsed);

        // The encoders stayed as they were: the adapter holds none of their tensors, and belongs to them.
        using AdapterFile adapter = AdapterFile.Open(folder["training/adapter.safetensors"]);
        Assert.IsFalse(adapter.Weights.Tensors.Keys.Any(n => n.Contains(".attn.", StringComparison.Ordinal) && !n.StartsWith("temporal_net", StringComparison.Ordinal)));

        ClipDataset Sketches(string name, int clips, int firstPerson)
        {
            ClipFolder.Write(folder[name], new ClipSettings { Style = FaceStyle.Sketch, Seed = 7, FirstIdentity = firstPerson }, clips);
            return ClipDataset.FromCsv(folder[Path.Combine(name, ClipFolder.ListName)], EmotionLabels.Dfew);
        }
    }
}
