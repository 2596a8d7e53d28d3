using System.Diagnostics;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Tests.Models;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Weights;

[TestClass]
public sealed class HostileFilesTests
{
    private const long Limit = 200_000_000;

    [TestMethod]
    public void AllAreRefusedClearlyQuicklyAndCheaply()
    {
        string pwned = Path.Combine(Path.GetTempPath(), "mmadfer_pwned");
        Assert.IsFalse(File.Exists(pwned), "left over from elsewhere: delete it");
        string[] files = Directory.GetFiles(Goldens.Path("checkpoints", "hostile"));
        Assert.IsGreaterThanOrEqualTo(22, files.Length);
        foreach (string file in files)
        {
            foreach (Func<IDisposable> open in (Func<IDisposable>[])[
                () => WeightFile.Open(file),
                () => ModelFile.Open(file),
                () => WeightFile.Open(new PartialStream(File.ReadAllBytes(file)), file)])
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                var watch = Stopwatch.StartNew();
                var exception = Assert.ThrowsExactly<ModelFileException>(() => open().Dispose(), file);
                Assert.IsLessThan(Limit, GC.GetAllocatedBytesForCurrentThread() - before, file);
                // Far above what it takes: it catches work without bounds, not a slow machine.
                Assert.IsLessThan(TimeSpan.FromSeconds(20), watch.Elapsed, file);
                StringAssert.StartsWith(exception.Message, file);
                Assert.IsGreaterThan(file.Length + 30, exception.Message.Length, exception.Message);
                Assert.DoesNotContain("\n", exception.Message);
            }
        }
        Assert.IsFalse(File.Exists(pwned), "a pickle was obeyed");
    }

    [TestMethod]
    [DataRow("zip_bomb.pth", "is compressed")]
    [DataRow("os_system.pth", "asks to call 'posix.system'")]
    [DataRow("os_system_legacy.pth", "asks to call 'posix.system'")]
    [DataRow("eval.pth", "asks to call '__builtin__.eval'")]
    [DataRow("deep_nesting.pth", "nests deeper")]
    [DataRow("short_storage.pth", "has 4 bytes, but its tensors need 24")]
    [DataRow("missing_storage.pth", "data/0' that its tensors need is missing")]
    [DataRow("not_a_checkpoint.pth", "this is a web page")]
    [DataRow("empty.pth", "the file is empty")]
    [DataRow("truncated_tail.pth", "cut short")]
    [DataRow("huge_shape.pth", "not an integer between 0 and 2147483647")]
    [DataRow("st_overlap.safetensors", "neither gap nor overlap")]
    [DataRow("st_header_too_long.safetensors", "claims 4611686018427387904 bytes")]
    public void TheMessageNamesTheRightReason(string name, string expected)
    {
        string path = Goldens.Path("checkpoints", "hostile", name);
        StringAssert.Contains(Assert.ThrowsExactly<ModelFileException>(() => WeightFile.Open(path)).Message, expected);
    }

    [TestMethod]
    public void DamagedModelFilesAreReadOrRefusedWithinLimits()
    {
        using var folder = new TemporaryFolder();
        TorchFiles.Write(folder["a.pth"], SmallNetworks.Weights());
        ModelConverter.Convert(folder["a.pth"], folder["a"]);
        byte[] good = File.ReadAllBytes(folder["a"]);
        (int tried, int refused) = Damage("model", good, 3000, reach: 8 + (int)BitConverter.ToInt64(good));
        Assert.IsGreaterThan(tried / 2, refused);
        Assert.IsLessThan(tried, refused);
    }

    [TestMethod]
    [DataRow("official_tiny.pth", 600)]
    [DataRow("dtypes_views.pth", 6000)]
    [DataRow("dtypes_views_legacy.pth", 6000)]
    [DataRow("protocol4.pth", 3000)]
    [DataRow("dtypes_views_expected.safetensors", 4000)]
    public void DamagedFilesAreReadOrRefusedWithinLimits(string name, int rounds)
    {
        byte[] good = File.ReadAllBytes(Goldens.Path("checkpoints", name));
        (int tried, int refused) = Damage(name, good, rounds, reach: 70_000);
        Assert.IsGreaterThan(tried / 3 - 1, refused);
        Assert.AreEqual(rounds, tried);
    }

    [TestMethod]
    [DataRow("harmless.pth", 3000)]
    [DataRow("harmless_numpy2.pth", 3000)]
    [DataRow("tagged.pth", 3000)]
    [DataRow("module_below.pth", 2000)]
    [DataRow("module_legacy.pth", 1000)]
    [DataRow("quantised.pth", 2000)]
    [DataRow("sparse.pth", 1000)]
    public void DamagedFilesOfOtherKindsAreReadOrRefusedWithinLimits(string name, int rounds)
    {
        (int tried, int refused) = Damage(name, File.ReadAllBytes(TorchFiles.Made(name)), rounds, reach: 70_000);
        Assert.IsGreaterThan(tried / 3 - 1, refused);
    }

    /// <summary>
    /// Cuts the file or changes bytes of it, mostly within <paramref name="reach"/> of its ends: structure is there, and damage
    /// to it says more than damage to the numbers. Anything but success and the SDK's own exception ends the test.
    /// </summary>
    private static (int Tried, int Refused) Damage(string name, byte[] good, int rounds, int reach)
    {
        var random = new Random(12345);
        int refused = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = round % 3 == 0 ? good[..random.Next(good.Length)] : [.. good];
            for (int i = random.Next(1, 4); round % 3 != 0 && i > 0; i--)
            {
                int place = random.Next(Math.Min(bytes.Length, reach));
                bytes[random.Next(2) == 0 ? place : bytes.Length - 1 - place] = (byte)random.Next(256);
            }
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Use(() => WeightFile.Open(new MemoryStream(bytes), "fuzzed"));
                using ModelFile model = ModelFile.Open(new MemoryStream(bytes), "fuzzed");
            }
            catch (MmaDferException exception)
            {
                StringAssert.StartsWith(exception.Message, "fuzzed: ");
                refused++;
            }
            Assert.IsLessThan(Limit, GC.GetAllocatedBytesForCurrentThread() - before, $"{name}, round {round}");
        }
        return (rounds, refused);
    }

    private static void Use(Func<WeightStore> open)
    {
        using WeightStore store = open();
        foreach (TensorInfo tensor in store.Tensors.Values)
            store.ReadAll(tensor);
    }
}
