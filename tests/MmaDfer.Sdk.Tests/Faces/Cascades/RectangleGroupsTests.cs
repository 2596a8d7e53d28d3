using MmaDfer.Sdk.Faces.Cascades;

namespace MmaDfer.Sdk.Tests.Faces.Cascades;

[TestClass]
public sealed class RectangleGroupsTests
{
    [TestMethod]
    public void AGroupNeedsMoreMembersThanStated()
    {
        Window[] three = [new(10, 10, 50, 50), new(12, 10, 50, 50), new(11, 13, 52, 52)];
        CollectionAssert.AreEqual(new Window[] { new(11, 11, 51, 51) }, Group(three, 2));
        Assert.IsEmpty(Group(three, 3));
        CollectionAssert.AreEqual(three, Group(three, 0));
    }

    [TestMethod]
    public void NeighboursOfNeighboursBelongTogether()
    {
        // Each is within 10 pixels (a fifth of 50) of the next; the first and the last are not.
        Window[] chain = [new(0, 0, 50, 50), new(8, 0, 50, 50), new(16, 0, 50, 50), new(24, 0, 50, 50)];
        CollectionAssert.AreEqual(new Window[] { new(12, 0, 50, 50) }, Group(chain, 3));
        CollectionAssert.AreEqual(new Window[] { new(12, 0, 50, 50) }, Group([chain[3], chain[0], chain[2], chain[1]], 3));
    }

    [TestMethod]
    [DataRow(10, true)]
    [DataRow(11, false)]
    public void EdgesMayDifferByAFifth(int off, bool together)
    {
        Window[] two = [new(100, 100, 50, 50), new(100 + off, 100, 50, 50)];
        Assert.HasCount(together ? 1 : 0, Group(two, 1));
        Assert.HasCount(together ? 1 : 0, Group([two[0], new Window(100, 100, 50, 50 + off)], 1));
    }

    [TestMethod]
    public void ASmallGroupInsideALargeOneIsDropped()
    {
        Window[] large = [.. Enumerable.Repeat(new Window(0, 0, 100, 100), 5)];
        Window[] small = [.. Enumerable.Repeat(new Window(30, 30, 40, 40), 4)];
        CollectionAssert.AreEqual(new Window[] { large[0] }, Group([.. small, .. large], 1));
        // As many members: both stay. Beside it: both stay.
        Assert.HasCount(2, Group([.. small, small[0], .. large], 1));
        Assert.HasCount(2, Group([.. small.Select(s => s with { X = 130 }), .. large], 1));
        // It may stick out by a fifth of the large one.
        Assert.HasCount(1, Group([.. small.Select(s => s with { X = 80 }), .. large], 1));
        Assert.HasCount(2, Group([.. small.Select(s => s with { X = 81 }), .. large], 1));
        // Of two windows at most, even a small group beats it.
        Assert.HasCount(1, Group([small[0], small[0], large[0], large[0], large[0], large[0]], 1));
        Assert.HasCount(2, Group([small[0], small[0], small[0], large[0], large[0], large[0]], 1));
    }

    [TestMethod]
    public void MeansAreRoundedToEven() =>
        CollectionAssert.AreEqual(new Window[] { new(10, 12, 50, 50) }, Group([new(10, 11, 50, 50), new(11, 12, 50, 50)], 1));

    [TestMethod]
    public void NoMoreAreWrittenThanFit()
    {
        Window[] far = [new(0, 0, 10, 10), new(0, 0, 10, 10), new(50, 0, 10, 10), new(50, 0, 10, 10), new(90, 0, 10, 10), new(90, 0, 10, 10)];
        Window[] room = new Window[2];
        Assert.AreEqual(2, new RectangleGroups().Group(far, 1, room));
        Assert.AreEqual(2, new RectangleGroups().Group(far, 0, room));
        Assert.AreEqual(0, new RectangleGroups().Group([], 1, room));
    }

    private static Window[] Group(Window[] items, int neighbours)
    {
        Window[] groups = new Window[items.Length];
        return groups[..new RectangleGroups().Group(items, neighbours, groups)];
    }
}
