namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>
/// What DirectX means by the numbers that ONNX Runtime passes on without a word
/// (https://learn.microsoft.com/en-us/windows/win32/direct3ddxgi/dxgi-error).
/// </summary>
internal static class DirectXError
{
    private static readonly Dictionary<string, string> s_meanings = new()
    {
        ["887A0002"] = "there is no GPU of that number",
        ["887A0004"] = "DirectX does not work here: no display, or no driver",
        ["887A0005"] = "the GPU was removed, or its driver was updated",
        ["887A0006"] = "the GPU hung and was reset",
        ["887A0007"] = "the GPU was reset",
        ["887A0020"] = "the driver failed",
        ["8007000E"] = "memory is used up",
        ["80004005"] = "the driver failed, without saying why",
    };

    /// <summary>The meaning of the first known number in a message; null where there is none.</summary>
    public static string? MeaningOf(string message) => message.Split(' ', '.', ',', ':', ';', '(', ')')
        .Select(word => s_meanings.GetValueOrDefault(word.ToUpperInvariant())).FirstOrDefault(meaning => meaning is not null);
}
