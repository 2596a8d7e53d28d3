using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Native;

/// <summary>Strings of C: UTF-8 with a terminating zero.</summary>
internal static unsafe class Text
{
    /// <summary>Null for a null pointer.</summary>
    public static string? Read(byte* text) => Marshal.PtrToStringUTF8((nint)text);

    /// <summary>As <see cref="Read"/>, for a string that is required.</summary>
    /// <param name="text">The string.</param>
    /// <param name="what">Its name in errors.</param>
    public static string Required(byte* text, string what) =>
        Read(text) is { Length: > 0 } value ? value : throw new ArgumentException($"{what} is null or empty; it must be a string.");

    /// <summary>Writes as many whole characters as fit, and a zero.</summary>
    /// <returns>Whether all of them fit.</returns>
    public static bool Write(string value, byte* text, int capacity)
    {
        OperationStatus status = Utf8.FromUtf16(value, new Span<byte>(text, capacity - 1), out _, out int written);
        text[written] = 0;
        return status == OperationStatus.Done;
    }

    /// <summary>Writes a text into a caller's buffer.</summary>
    /// <exception cref="ArgumentException">There is no buffer.</exception>
    public static ErrorCode WriteTo(string value, byte* text, int capacity)
    {
        if (text is null || capacity < 1)
            throw new ArgumentException("text is null or its capacity is less than 1; there must be room for at least the terminating zero.");
        return Write(value, text, capacity) ? ErrorCode.Ok : ErrorCode.Cut;
    }
}

/// <summary>Lists of <c>name=value</c>, as options and saved baselines have them.</summary>
internal static class Pairs
{
    /// <summary>Reads a list. Spaces around names and values are removed; empty entries count for nothing.</summary>
    /// <param name="text">The list.</param>
    /// <param name="separator">What is between two entries.</param>
    /// <param name="what">Its name in errors.</param>
    /// <exception cref="ArgumentException">An entry is no pair.</exception>
    public static IEnumerable<(string Name, string Value)> Read(string text, char separator, string what)
    {
        foreach (string entry in text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // The last one: names are the model's, which may contain any.
            int equals = entry.LastIndexOf('=');
            if (equals < 1)
                throw new ArgumentException($"{what} contains '{Printable.Text(entry)}'; it must be a list of name=value.");
            yield return (entry[..equals].TrimEnd(), entry[(equals + 1)..].TrimStart());
        }
    }
}
