using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Native.Structures;

/// <summary>
/// Reads and writes structs of programs that were compiled with this header or another version of it: what a newer one has at its end
/// must be 0 when it is read, and becomes 0 when it is written. (When a struct grows here, the sizes that it had stay allowed.)
/// </summary>
internal static unsafe class Sized
{
    /// <summary>No struct of this interface will ever be as long.</summary>
    private const uint Longest = 65536;

    /// <summary>Options: a null pointer means the default of each.</summary>
    public static T ReadOrDefault<T>(void* given)
        where T : unmanaged, ISized => given is null ? default : Read<T>(given);

    public static T Read<T>(void* given)
        where T : unmanaged, ISized
    {
        uint size = Check<T>(given);
        if (new Span<byte>((byte*)given + sizeof(T), (int)size - sizeof(T)).ContainsAnyExcept((byte)0))
            throw new ArgumentException($"{T.Name} says more than this version of the library knows ({sizeof(T)} bytes); use a newer library or leave the rest 0.");
        return Unsafe.ReadUnaligned<T>(given);
    }

    /// <summary>The size that the caller's struct has.</summary>
    public static uint Check<T>(void* given)
        where T : unmanaged, ISized
    {
        if (given is null)
            throw new ArgumentException($"The pointer to {T.Name} is null.");
        uint size = Unsafe.ReadUnaligned<uint>(given);
        if (size < sizeof(T) || size > Longest)
            throw new ArgumentException($"{T.Name}.size is {size}; set it to sizeof({T.Name}), which is {sizeof(T)} here.");
        return size;
    }

    /// <summary>Writes all but the size, which stays the caller's.</summary>
    /// <param name="given">Where; checked before.</param>
    /// <param name="value">What.</param>
    /// <param name="size">What <see cref="Check"/> gave.</param>
    public static void Write<T>(void* given, T value, uint size)
        where T : unmanaged, ISized
    {
        Unsafe.WriteUnaligned(&value, size);
        Unsafe.WriteUnaligned(given, value);
        new Span<byte>((byte*)given + sizeof(T), (int)size - sizeof(T)).Clear();
    }
}
