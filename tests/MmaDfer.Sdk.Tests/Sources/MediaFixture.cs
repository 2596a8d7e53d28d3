using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>Media files made once by ffmpeg for the tests that decode them.</summary>
internal static class MediaFixture
{
    /// <summary>A video of 12 frames at 25 a second, 64 x 48, in H.264.</summary>
    public static string[] Picture => ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=25:duration=0.48"];

    public static string[] Tone => ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=22050:duration=0.48"];

    public static string Video(TemporaryFolder folder, string name = "video.mp4") =>
        Make(folder[name], [.. Picture, "-c:v", "libx264", "-pix_fmt", "yuv420p"]);

    public static string VideoWithSound(TemporaryFolder folder, string name = "both.mp4") =>
        Make(folder[name], [.. Picture, .. Tone, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]);

    public static string Sound(TemporaryFolder folder, string name, params string[] codec) =>
        Make(folder[name], [.. Tone, .. codec]);

    private static string Make(string path, string[] arguments)
    {
        RequiredTools.RunFfmpeg([.. arguments, "file:" + path]);
        return path;
    }
}
