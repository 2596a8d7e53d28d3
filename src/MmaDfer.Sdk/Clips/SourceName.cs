namespace MmaDfer.Sdk.Clips;

/// <summary>What errors call a source: its own text (the sources of files give their path), if it has one.</summary>
internal static class SourceName
{
    public static string Of(object source, string otherwise) =>
        source.ToString() is { Length: > 0 } name && name != source.GetType().ToString() ? name : otherwise;
}
