using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Tensors;

[TestClass]
public sealed class ShapeTests
{
    [TestMethod]
    public void CountNeverWraps()
    {
        var shape = new Shape(int.MaxValue, int.MaxValue, 4);
        Assert.ThrowsExactly<OverflowException>(() => shape.Count);
    }

    [TestMethod]
    public void EqualByValue()
    {
        Assert.AreEqual(new Shape(2, 3), new Shape(2, 3));
        Assert.AreNotEqual(new Shape(2, 3), new Shape(3, 2));
        Assert.AreEqual("[2, 3]", new Shape(2, 3).ToString());
        Assert.AreEqual(new Shape(2, 9), new Shape(2, 3).WithLast(9));
    }
}
