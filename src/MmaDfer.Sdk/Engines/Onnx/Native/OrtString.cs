using System.Runtime.InteropServices;
using System.Text;

namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>Strings as ONNX Runtime takes and gives them.</summary>
internal static unsafe class OrtString
{
    /// <summary>UTF-8 bytes with a zero at their end.</summary>
    public static byte[] Utf8(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    /// <summary>The text at an address; empty where there is none.</summary>
    public static string Read(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
