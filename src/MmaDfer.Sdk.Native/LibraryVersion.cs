namespace MmaDfer.Sdk.Native;

/// <summary><c>MMADFER_VERSION</c> of the library.</summary>
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
