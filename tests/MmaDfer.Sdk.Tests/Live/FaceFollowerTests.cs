using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Live;

[TestClass]
public sealed class FaceFollowerTests
{
    private static readonly FaceBox s_large = new(0, 0, 100, 100), s_small = new(300, 0, 60, 60);
    private readonly FaceFollower _follower = new(TimeSpan.FromSeconds(1));

    [TestMethod]
    public void TheLargestIsFollowedAlsoWhenALargerOneComes()
    {
        Assert.AreEqual(s_small, Choose(0, s_small));
        Assert.AreEqual(s_small, Choose(0.1, s_large, s_small));
        Assert.IsNull(Choose(0.2, s_large), "another face is not that one");
        Assert.AreEqual(s_small, Choose(1.0, s_large, s_small));
        Assert.IsNull(Choose(1.9, s_large));
        Assert.AreEqual(s_large, Choose(2.1, s_large), "lost for more than a second");
    }

    [TestMethod]
    public void JitterIsSteadiedMovementIsFollowed()
    {
        Choose(0, s_large);
        FaceBox? moved = Choose(0.1, s_large with { X = 10 });
        Assert.AreEqual(5, moved!.Value.X);
        moved = Choose(0.2, s_large with { X = 70 });
        Assert.AreEqual(70, moved!.Value.X, "so far it is no jitter");
        _follower.Reset();
        Assert.AreEqual(s_small, Choose(0.3, s_small));
    }

    [TestMethod]
    public void BoxesThatAreNoneDoNoHarm()
    {
        Assert.IsNull(Choose(0));
        Choose(0.1, new FaceBox(float.NaN, 0, 10, 10));
        Assert.IsTrue(PixelArea.Square(Choose(0.2, new FaceBox(float.NaN, 0, 10, 10)) ?? default, 100, 100).IsEmpty);
        Assert.AreEqual(s_small, Choose(5, s_small));
    }

    private FaceBox? Choose(double seconds, params FaceBox[] found) => _follower.Choose(found, TimeSpan.FromSeconds(seconds));
}
