using System.Buffers.Binary;
using System.Text;

namespace MmaDfer.Sdk.TorchSharp.Tests;

/// <summary>The versions of other libraries that a library of Linux (64-bit ELF) needs.</summary>
internal static class SymbolVersions
{
    private const uint NeededVersions = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>Lets the loader go on where a version is missing, as it does for all that is marked weak.</summary>
    public static void MakeWeak(byte[] library, string version)
    {
        long sections = (long)U64(library, 0x28);
        int size = U16(library, 0x3a), count = U16(library, 0x3c);
        for (int i = 0; i < count; i++)
        {
            long section = sections + i * size;
            if (U32(library, section + 4) != NeededVersions)
                continue;
            long names = (long)U64(library, sections + U32(library, section + 40) * size + 24), file = (long)U64(library, section + 24);
            for (uint next = 1; next != 0; file += next)
            {
                long entry = file + U32(library, file + 8);
                for (int j = 0; j < U16(library, file + 2); j++, entry += U32(library, entry + 12))
                {
                    if (Text(library, names + U32(library, entry + 8)) == version)
                        BinaryPrimitives.WriteUInt16LittleEndian(library.AsSpan((int)entry + 4), (ushort)(U16(library, entry + 4) | Weak));
                }
                next = U32(library, file + 12);
            }
        }
    }

    private static string Text(byte[] bytes, long at) => Encoding.ASCII.GetString(bytes.AsSpan((int)at, bytes.AsSpan((int)at).IndexOf((byte)0)));

    private static ushort U16(byte[] bytes, long at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan((int)at));

    private static uint U32(byte[] bytes, long at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)at));

    private static ulong U64(byte[] bytes, long at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((int)at));
}
