using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources.Decoding;
using MmaDfer.Sdk.Training;

namespace MmaDfer.Sdk.Tests;

[TestClass]
public sealed class TimeLimitTests
{
    [TestMethod]
    public void EverySpanOfAnOptionMayBeWithoutEndAndNoneNegative()
    {
        foreach (Func<TimeSpan, TimeSpan> set in (Func<TimeSpan, TimeSpan>[])
        [
            t => new FaceTrackerOptions { DetectionInterval = t }.DetectionInterval,
            t => new FaceTrackerOptions { SearchInterval = t }.SearchInterval,
            t => new FaceTrackerOptions { FollowFor = t }.FollowFor,
            t => new FaceTrackerOptions { LostAfter = t }.LostAfter,
            t => new FaceTrackerOptions { MaxGap = t }.MaxGap,
            t => new FaceTrackerOptions { Smoothing = t }.Smoothing,
            t => new TrainingOptions { SaveInterval = t }.SaveInterval,
        ])
        {
            Assert.AreEqual(TimeSpan.MaxValue, set(Timeout.InfiniteTimeSpan));
            Assert.AreEqual(TimeSpan.MaxValue, set(TimeSpan.MaxValue));
            Assert.AreEqual(TimeSpan.Zero, set(TimeSpan.Zero));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => set(TimeSpan.FromTicks(-1)));
        }
    }

    [TestMethod]
    public void ALimitOfFfmpegMayBeAsLongAsOneLikes()
    {
        foreach (TimeSpan limit in (TimeSpan[])[Timeout.InfiniteTimeSpan, TimeSpan.MaxValue, TimeSpan.FromDays(30)])
            Assert.AreEqual(Timeout.InfiniteTimeSpan, FfmpegSettings.WithLimit(limit).Patience);
        Assert.AreEqual(TimeSpan.FromDays(24), FfmpegSettings.WithLimit(TimeSpan.FromDays(24)).Patience);
        foreach (TimeSpan limit in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromSeconds(-1)])
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FfmpegSettings.WithLimit(limit));
    }
}
