namespace MmaDfer.Sdk.Engines;

/// <summary>What native libraries say.</summary>
internal static class NativeMessage
{
    private const int Longest = 300;

    /// <summary>A message as part of one sentence: one line, not too long, no full stop at its end.</summary>
    public static string Part(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.', ' ');
        return line.Length <= Longest ? line : $"{line[..Longest]}...";
    }
}
