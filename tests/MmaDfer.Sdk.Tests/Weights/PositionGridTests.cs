using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Weights;

[TestClass]
public sealed class PositionGridTests
{
    [TestMethod]
    [DataRow("image", "mae_face.pos_embed", 14, 14, 4, 4)]
    [DataRow("audio", "audio_mae.pos_embed", 64, 8, 32, 8)]
    public void ResizesAsPyTorchDoes(string key, string name, int rows, int columns, int newRows, int newColumns)
    {
        const int width = 48;
        float[] stored = new float[(1 + rows * columns) * width];
        HashedTensors.Weights(name, "embedding", 1, 0, stored);
        float[] expected = new GoldenTensors("tiny", "initial_positions.safetensors").Floats(key)[width..];
        float[] result = PositionGrid.Resize(stored.AsSpan(width), rows, columns, newRows, newColumns, width);
        Assert.HasCount(expected.Length, result);
        for (int i = 0; i < result.Length; i++)
            Assert.AreEqual(expected[i], result[i], 1e-6f);
    }

    [TestMethod]
    public void TheSameSizeChangesNothing()
    {
        float[] grid = new float[14 * 14 * 3];
        HashedTensors.Uniform("grid", 0, grid);
        CollectionAssert.AreEqual(grid, PositionGrid.Resize(grid, 14, 14, 14, 14, 3));
    }

    [TestMethod]
    public void AConstantStaysConstantWhenEnlarged()
    {
        float[] grid = [.. Enumerable.Repeat(0.7f, 14 * 14)];
        foreach (float value in PositionGrid.Resize(grid, 14, 14, 20, 33, 1))
            Assert.AreEqual(0.7f, value, 1e-6f);
    }
}
