using MmaDfer.Sdk.Native.Handles;

namespace MmaDfer.Sdk.Native.Tests;

[TestClass]
public sealed class HandleTableTests
{
    [TestMethod]
    public void FindsTheObjectsThatWereAdded()
    {
        var table = new HandleTable();
        ulong a = table.Add("a"), b = table.Add("b");
        Assert.AreEqual("a", table.Find(a));
        Assert.AreEqual("b", table.Find(b));
        Assert.AreEqual("a", table.Remove(a));
        Assert.IsNull(table.Find(a));
        Assert.IsNull(table.Remove(a));
        Assert.AreEqual(1, table.Count);
    }

    [TestMethod]
    public void APlaceIsReusedWithAnotherNumber()
    {
        var table = new HandleTable();
        var seen = new HashSet<ulong>();
        for (int i = 0; i < 1000; i++)
        {
            ulong handle = table.Add(i);
            Assert.IsTrue(seen.Add(handle));
            Assert.AreEqual(i, table.Remove(handle));
        }
        foreach (ulong old in seen)
            Assert.IsNull(table.Find(old));
        Assert.IsLessThan(64u, (uint)seen.Max(), "places are used again");
    }

    [TestMethod]
    [DataRow(0ul)]
    [DataRow(1ul)]
    [DataRow(ulong.MaxValue)]
    [DataRow(0x1_0000_0000ul)]
    [DataRow(0x1_0000_0002ul)]
    [DataRow(0x2_0000_0001ul)]
    public void UnknownNumbersFindNothing(ulong handle)
    {
        var table = new HandleTable();
        Assert.AreEqual(0x1_0000_0001ul, table.Add("only"));
        Assert.IsNull(table.Find(handle));
        Assert.IsNull(table.Remove(handle));
        Assert.AreEqual(1, table.Count);
    }

    [TestMethod]
    public void OneOfManyRemovingThreadsSucceeds()
    {
        var table = new HandleTable();
        for (int round = 0; round < 200; round++)
        {
            ulong handle = table.Add(round);
            int removed = 0;
            Parallel.For(0, 8, _ => Interlocked.Add(ref removed, table.Remove(handle) is null ? 0 : 1));
            Assert.AreEqual(1, removed);
        }
        Assert.AreEqual(0, table.Count);
    }

    [TestMethod]
    public void RemovesAllObjectsThatMatch()
    {
        var table = new HandleTable();
        ulong[] handles = [.. Enumerable.Range(0, 40).Select(i => table.Add(i))];
        table.RemoveAll(item => (int)item % 2 == 0);
        for (int i = 0; i < handles.Length; i++)
            Assert.AreEqual(i % 2 == 0 ? null : i, table.Find(handles[i]));
    }
}
