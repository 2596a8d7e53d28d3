using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces.Neural;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces.Neural;

/// <summary>Every number of every output must be ONNX Runtime's, for noise as well as for a photograph.</summary>
[TestClass]
public sealed unsafe class FaceNetworkTests
{
    /// <summary>Absolute, and a share of the largest number of the output: BlazeFace's are pixels, up to 130, whose last bit is 1.5e-5.</summary>
    private const double Tolerance = 1e-4, Share = 2e-6;

    [TestMethod]
    [DataRow(FaceModels.YuNetN)]
    [DataRow(FaceModels.YuNetS)]
    [DataRow(FaceModels.BlazeFace)]
    public void OutputsAreThoseOfOnnxRuntime(string model)
    {
        byte[] bytes = File.ReadAllBytes(FaceModels.Path(model));
        GraphFile file = GraphFile.Read(bytes);
        FaceNetwork network = Load(bytes);
        using var peer = new FaceModelPeer(bytes, file.Inputs[0], file.Outputs);
        bool channelsLast = file.Inputs[0].Value[3] == 3;
        int height = (int)file.Inputs[0].Value[channelsLast ? 1 : 2], width = (int)file.Inputs[0].Value[channelsLast ? 2 : 3];
        // Other sizes first: what they leave in memory must not show.
        network.Resize(width + 64, 96);
        network.Run();
        foreach (string? photograph in (string?[])[null, "portrait", "family"])
        {
            Fill(network, peer, width, height, channelsLast, photograph);
            network.Run();
            peer.Run();
            foreach ((string name, long[] shape) in file.Outputs)
            {
                NetworkOutput output = network.Outputs[name];
                ReadOnlySpan<float> expected = peer.Output(name);
                int channels = output.Map.Channels;
                float largest = 0;
                foreach (float number in expected)
                    largest = Math.Max(largest, Math.Abs(number));
                Assert.AreEqual(shape[1] * shape[2], (long)output.Map.Width(network) * output.Map.Height(network) * channels, name);
                for (int i = 0; i < expected.Length; i++)
                {
                    float actual = network[output.Map][(i / channels * output.Map.Stored) + (i % channels)];
                    actual = output.Sigmoid ? 1 / (1 + MathF.Exp(-actual)) : actual;
                    Assert.AreEqual(expected[i], actual, Tolerance + (Share * largest), $"{photograph} {name} {i}");
                }
            }
        }
    }

    [TestMethod]
    [DataRow(FaceModels.YuNetN)]
    [DataRow(FaceModels.BlazeFace)]
    public void NothingIsAllocatedOnceTheLargestSizeWasSeen(string model)
    {
        FaceNetwork network = Load(File.ReadAllBytes(FaceModels.Path(model)));
        Assert.AreEqual(0, Allocation.Least(Use));

        void Use()
        {
            foreach ((int width, int height) in (ReadOnlySpan<(int, int)>)[(320, 192), (96, 96), (160, 320)])
            {
                network.Resize(width, height);
                network.Run();
            }
        }
    }

    [TestMethod]
    [DataRow(320, 100)]
    [DataRow(64, 96)]
    [DataRow(0, 0)]
    public void OtherSizesAreRefused(int width, int height) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Load(File.ReadAllBytes(FaceModels.Path(FaceModels.YuNetS))).Resize(width, height));

    private static FaceNetwork Load(byte[] bytes) => FaceNetworkFile.Read(new MemoryStream(bytes)).Network;

    /// <summary>Writes the same frame to both: a photograph, or noise over the whole range of values.</summary>
    private static void Fill(FaceNetwork network, FaceModelPeer peer, int width, int height, bool channelsLast, string? photograph)
    {
        var random = new Random(1);
        network.Resize(width, height);
        if (photograph is not null)
        {
            (byte[] rgb, int from, int rows) = FacePhotographs.Load(photograph);
            new FrameScaler().Scale(
                new FrameView(rgb, from, rows, PixelLayout.Rgb24), 0, 0, from, rows, network, width, height, FaceDecoder.Of(network)!.Pixels);
        }
        for (int y = 0; y < height; y++)
        {
            Span<float> row = network.FrameRows(y);
            for (int i = 0; i < 3 * width; i++)
            {
                if (photograph is null)
                    row[i] = channelsLast ? (2 * random.NextSingle()) - 1 : 255 * random.NextSingle();
                peer.Input[channelsLast ? (y * width * 3) + i : (((i % 3 * height) + y) * width) + (i / 3)] = row[i];
            }
        }
    }
}
