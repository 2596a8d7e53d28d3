namespace MmaDfer.Sdk.Native;

/// <summary>The version of the library, as <c>MMADFER_VERSION</c>.</summary>
internal static class LibraryVersion
{
    public static int Number
    {
        get
        {
            Version version = typeof(EmotionRecognizer).Assembly.GetName().Version!;
            return (10000 * version.Major) + (100 * version.Minor) + version.Build;
        }
    }
}
