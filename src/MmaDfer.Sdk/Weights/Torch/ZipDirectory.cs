using System.Buffers.Binary;
using System.Text;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>
/// The entries of a zip archive as torch.save writes it: one disk, nothing compressed, nothing encrypted. Any other archive
/// is refused before its data are read, so that the contents cannot be larger than the file.
/// </summary>
internal sealed class ZipDirectory
{
    private const int EndBytes = 22, End64Bytes = 56, Locator64Bytes = 20, EntryBytes = 46, LocalBytes = 30;
    private const int MaxEntries = 50_000, MaxDirectoryBytes = 8 << 20;

    private readonly ByteSource _source;
    private readonly Dictionary<string, ZipEntry> _entries = [];
    private readonly long _start;

    private ZipDirectory(ByteSource source, long start)
    {
        _source = source;
        _start = start;
    }

    public IReadOnlyDictionary<string, ZipEntry> Entries => _entries;

    /// <exception cref="ModelFileException">The archive is cut short, damaged, compressed, encrypted or too large.</exception>
    public static ZipDirectory Read(ByteSource source)
    {
        (long count, long size, long start) = FindEnd(source);
        if (count > MaxEntries || size > MaxDirectoryBytes || size < 0 || start < 0 || start > source.Length - size)
            throw Wrong(source, $"its zip directory ({count} entries, {size} bytes at {start}) is too large or outside the file");
        var directory = new ZipDirectory(source, start);
        byte[] bytes = new byte[(int)size];
        source.Read(start, bytes);
        directory.ReadEntries(bytes, count);
        return directory;
    }

    /// <summary>Offset of the data of an entry: after its local header, which contains its own length.</summary>
    public long DataOffset(ZipEntry entry)
    {
        Span<byte> local = stackalloc byte[LocalBytes];
        if (entry.HeaderOffset < 0 || entry.HeaderOffset > _start - LocalBytes)
            throw Wrong(_source, $"the entry '{Printable.Text(entry.Name)}' lies outside the file");
        _source.Read(entry.HeaderOffset, local);
        long data = entry.HeaderOffset + LocalBytes + U16(local[26..]) + U16(local[28..]);
        if (U32(local) != 0x04034b50 || data > _start - entry.Length)
            throw Wrong(_source, $"the entry '{Printable.Text(entry.Name)}' is not where the zip directory says, or reaches past it");
        return data;
    }

    private static (long Count, long Size, long Start) FindEnd(ByteSource source)
    {
        long length = source.Length;
        byte[] tail = new byte[(int)Math.Min(length, EndBytes + ushort.MaxValue)];
        source.Read(length - tail.Length, tail);
        for (int i = tail.Length - EndBytes; i >= 0; i--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(i);
            // The comment must reach exactly to the end of the file, or these four bytes are there by chance.
            if (U32(end) != 0x06054b50 || U16(end[20..]) != end.Length - EndBytes)
                continue;
            if (U16(end[4..]) is not (0 or 0xffff) || U16(end[6..]) is not (0 or 0xffff))
                throw Wrong(source, "it is one part of a zip archive in several parts");
            long position = length - tail.Length + i;
            return FindEnd64(source, position) ?? (U16(end[10..]), U32(end[12..]), U32(end[16..]));
        }
        throw new ModelFileException($"{source.Origin}: cut short: the zip directory that belongs at its end is missing; download the checkpoint again.");
    }

    private static (long Count, long Size, long Start)? FindEnd64(ByteSource source, long end)
    {
        Span<byte> locator = stackalloc byte[Locator64Bytes];
        Span<byte> record = stackalloc byte[End64Bytes];
        if (end < Locator64Bytes + End64Bytes)
            return null;
        source.Read(end - Locator64Bytes, locator);
        if (U32(locator) != 0x07064b50)
            return null;
        long position = I64(locator[8..]);
        if (position < 0 || position > end - Locator64Bytes - End64Bytes)
            throw Wrong(source, "its zip64 directory lies outside the file");
        source.Read(position, record);
        if (U32(record) != 0x06064b50)
            throw Wrong(source, "its zip64 directory is not where it should be");
        long count = I64(record[32..]);
        return (count < 0 ? long.MaxValue : count, I64(record[40..]), I64(record[48..]));
    }

    private void ReadEntries(ReadOnlySpan<byte> bytes, long count)
    {
        for (long i = 0; i < count; i++)
        {
            if (bytes.Length < EntryBytes || U32(bytes) != 0x02014b50)
                throw Wrong(_source, $"its zip directory ends after {i} of {count} entries");
            int name = U16(bytes[28..]), extra = U16(bytes[30..]), total = EntryBytes + name + extra + U16(bytes[32..]);
            if (bytes.Length < total)
                throw Wrong(_source, $"its zip directory ends after {i} of {count} entries");
            AddEntry(bytes[..total], bytes.Slice(EntryBytes, name), bytes.Slice(EntryBytes + name, extra));
            bytes = bytes[total..];
        }
    }

    private void AddEntry(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> name, ReadOnlySpan<byte> extra)
    {
        string text = Encoding.UTF8.GetString(name), quoted = $"'{Printable.Text(text)}'";
        if (Describe(text) is { } other)
            throw new ModelFileException($"{_source.Origin}: {other}.");
        if ((U16(fields[8..]) & 1) != 0)
            throw Wrong(_source, $"the entry {quoted} is encrypted");
        if (U16(fields[10..]) != 0)
            throw Wrong(_source, $"the entry {quoted} is compressed ({U32(fields[20..])} bytes that claim to be {U32(fields[24..])}); torch.save compresses nothing");
        long length = U32(fields[24..]), packed = U32(fields[20..]), offset = U32(fields[42..]);
        ReadOnlySpan<byte> wide = Extra64(extra);
        length = Widen(length, ref wide);
        packed = Widen(packed, ref wide);
        offset = Widen(offset, ref wide);
        if (length != packed || length < 0)
            throw Wrong(_source, $"the entry {quoted} has the length {packed} and {length}");
        if (!_entries.TryAdd(text, new ZipEntry(text, offset, length)))
            throw Wrong(_source, $"the entry {quoted} is contained twice");
    }

    /// <summary>Describes an archive that is not a checkpoint, by the name of an entry; null for an entry that a checkpoint may have.</summary>
    private static string? Describe(string entry)
    {
        if (entry.Contains("/code/__torch__", StringComparison.Ordinal))
            return "this is a TorchScript archive (torch.jit.save), a program and not weights alone; load it in PyTorch and save its state_dict()";
        if (entry.EndsWith(".npy", StringComparison.Ordinal))
            return "this is a NumPy archive (.npz); a .safetensors file or a PyTorch checkpoint (.pth) is needed";
        return Path.GetExtension(entry) is ".pth" or ".pt" or ".ckpt" or ".safetensors" or ".bin"
            ? $"this zip archive holds '{Printable.Text(entry)}': unpack it and give that file"
            : null;
    }

    /// <summary>The block of the extra fields that holds the values which are too large for 32 bits.</summary>
    private static ReadOnlySpan<byte> Extra64(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = Math.Min(U16(extra[2..]), extra.Length - 4);
            if (U16(extra) == 1)
                return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }
        return [];
    }

    private static long Widen(long value, ref ReadOnlySpan<byte> wide)
    {
        if (value != uint.MaxValue || wide.Length < sizeof(long))
            return value;
        value = I64(wide);
        wide = wide[sizeof(long)..];
        return value;
    }

    private static int U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long I64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);

    private static ModelFileException Wrong(ByteSource source, string what) => new(
        $"{source.Origin}: damaged or not a PyTorch checkpoint: {what}; a file written by torch.save is needed.");
}

/// <summary>An uncompressed entry of a zip archive: the offset of its local header and its length.</summary>
internal readonly record struct ZipEntry(string Name, long HeaderOffset, long Length);
