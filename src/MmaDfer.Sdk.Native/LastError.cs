namespace MmaDfer.Sdk.Native;

/// <summary>The sentence of each thread's last error, where C can read it. The array does not move and goes with its thread.</summary>
internal static unsafe class LastError
{
    private const int Capacity = 1024;

    // Static and mutable on purpose: it is what the header promises, an errno with words.
    [ThreadStatic]
    private static byte[]? t_text;

    /// <summary>UTF-8 with a zero at its end.</summary>
    public static byte* Pointer => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref Bytes()[0]);

    public static void Set(string message)
    {
        byte[] bytes = Bytes();
        fixed (byte* text = bytes)
            Text.Write(message.ReplaceLineEndings(" "), text, bytes.Length);
    }

    private static byte[] Bytes() => t_text ??= GC.AllocateArray<byte>(Capacity, pinned: true);
}
