using MmaDfer.Sdk.Sources.Devices;

namespace MmaDfer.Sdk.Tests.Sources.Devices;

[TestClass]
public sealed class LiveDeviceTests
{
    [TestMethod]
    public void TheReasonsWhyALostDeviceIsNotBackCanBeRead()
    {
        Queue<string?> openings = new([null, "Permission denied.", "Device or resource busy.", null]);
        var seen = new List<string?>();
        LiveDevice<Capture> device = null!;
        using (device = new LiveDevice<Capture>(() => new Capture(() =>
        {
            seen.Add(device.Problem);
            return openings.Dequeue();
        }), TimeSpan.FromMilliseconds(1)))
        {
            device.Open();
            Assert.IsNull(device.Problem);
            device.Lose(new MediaException("It was unplugged."));
            Assert.AreEqual("It was unplugged.", device.Problem);
            Assert.IsNotNull(device.Get());
            Assert.IsNull(device.Problem);
        }
        CollectionAssert.AreEqual((string?[])[null, "It was unplugged.", "Permission denied.", "Device or resource busy."], seen);
    }

    private sealed class Capture(Func<string?> open) : ICapture
    {
        public void Open()
        {
            if (open() is { } problem)
                throw new MediaException(problem);
        }

        public void Dispose()
        {
        }
    }
}
