using System.Runtime.CompilerServices;

namespace MmaDfer.Sdk.Native.Structures;

/// <summary>
/// Reads and writes structs of programs that were compiled with this version of the header or another one. Fields of a newer version must be
/// 0 in input, and become 0 in output; fields that an older version lacks are 0 in input, and are not written.
/// </summary>
internal static unsafe class Sized
{
    /// <summary>Larger than any struct of this interface will ever be.</summary>
    private const uint MaxSize = 65536;

    /// <summary>Reads options: a null pointer means all defaults.</summary>
    public static T ReadOrDefault<T>(void* given)
        where T : unmanaged, ISized => given is null ? default : Read<T>(given);

    public static T Read<T>(void* given)
        where T : unmanaged, ISized
    {
        uint size = Check<T>(given);
        var bytes = new ReadOnlySpan<byte>(given, (int)size);
        int known = Math.Min(sizeof(T), bytes.Length);
        if (bytes[known..].ContainsAnyExcept((byte)0))
            throw new ArgumentException($"{T.Name} has fields that this version of the library does not know (it knows {sizeof(T)} bytes); use a newer library, or leave those fields 0.");
        T value = default;
        bytes[..known].CopyTo(new Span<byte>(&value, known));
        return value;
    }

    /// <summary>The size of the caller's struct.</summary>
    public static uint Check<T>(void* given)
        where T : unmanaged, ISized
    {
        if (given is null)
            throw new ArgumentException($"The pointer to {T.Name} is null.");
        uint size = Unsafe.ReadUnaligned<uint>(given);
        if (size < (T.FirstSize == 0 ? sizeof(T) : T.FirstSize) || size > MaxSize)
            throw new ArgumentException($"{T.Name}.size is {size}; set it to sizeof({T.Name}), which is {sizeof(T)} here.");
        return size;
    }

    /// <summary>Writes all fields except the size, which remains the caller's.</summary>
    /// <param name="given">The caller's struct, which was checked.</param>
    /// <param name="value">The fields.</param>
    /// <param name="size">The result of <see cref="Check"/>.</param>
    public static void Write<T>(void* given, T value, uint size)
        where T : unmanaged, ISized
    {
        Unsafe.WriteUnaligned(&value, size);
        var bytes = new Span<byte>(given, (int)size);
        int known = Math.Min(sizeof(T), bytes.Length);
        new ReadOnlySpan<byte>(&value, known).CopyTo(bytes);
        bytes[known..].Clear();
    }
}

/// <summary>A struct of the header whose first field is its size, an unsigned 32-bit number.</summary>
internal interface ISized
{
    /// <summary>Its name in the header.</summary>
    static abstract string Name { get; }

    /// <summary>Its size in the first version of the header, if it has grown since; otherwise 0. It grows at its end only.</summary>
    static virtual int FirstSize => 0;
}
