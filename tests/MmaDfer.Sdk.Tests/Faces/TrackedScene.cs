using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>A tracker over pictures of a <see cref="HeadScene"/>.</summary>
internal static class TrackedScene
{
    public const double Rate = 30;

    public static TrackedFace[] Update(FaceTracker tracker, HeadScene scene, double time) => tracker.Update(scene.Draw(), Seconds(time)).ToArray();

    /// <summary>Pictures at 30 a second from a time to another, which is not included.</summary>
    public static TrackedFace[] Run(FaceTracker tracker, HeadScene scene, double from, double to)
    {
        TrackedFace[] faces = [];
        for (int i = (int)Math.Ceiling(from * Rate); i < (int)Math.Ceiling(to * Rate); i++)
            faces = Update(tracker, scene, i / Rate);
        return faces;
    }

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
