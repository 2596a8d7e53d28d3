using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>
/// Checkpoints of PyTorch before 1.6: consecutive pickles of a magic number, a version, properties of the machine, the value and the keys of
/// the storages; then each storage as a count and its elements.
/// </summary>
internal static class TorchLegacy
{
    private const long Version = 1001;

    /// <summary>The pickle of the magic number 0x1950a86a20f9469cfc6c, but for its protocol (the second byte).</summary>
    private static ReadOnlySpan<byte> Magic =>
        [0x80, 0, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    /// <summary>Number of bytes that identify this format.</summary>
    public const int SignatureBytes = 15;

    public static bool Matches(ReadOnlySpan<byte> start) =>
        start.Length >= Magic.Length && start[0] == Magic[0] && start[2..Magic.Length].SequenceEqual(Magic[2..]);

    /// <summary>Reads the value of the checkpoint and finds all storages.</summary>
    public static object? Read(ByteSource source)
    {
        var plain = new NoPickleCalls();
        var calls = new TorchCalls(source.Origin);
        var cursor = new ByteCursor(source, SignatureBytes, Math.Min(source.Length, TorchZip.MaxPickleBytes));
        if (PickleReader.Read(cursor, plain) is not Version)
            throw Wrong(source, $"it is not version {Version} of the format before PyTorch 1.6");
        if (PickleReader.Read(cursor, plain) is not PickleDict system || system.Find("little_endian") is not true)
            throw Wrong(source, "its numbers are not little-endian");
        object? root = PickleReader.Read(cursor, calls);
        if (PickleReader.Read(cursor, plain) is not PickleList keys)
            throw Wrong(source, "the list of its storages is missing");
        Place(source, calls.Storages, keys, cursor.Position);
        return root;
    }

    private static void Place(
        ByteSource source, IReadOnlyDictionary<string, TorchStorage> storages, PickleList keys, long position)
    {
        Span<byte> count = stackalloc byte[sizeof(long)];
        foreach (object? key in keys.Items)
        {
            if (key is not string name || !storages.TryGetValue(name, out TorchStorage? storage) || storage.Offset >= 0)
                throw Wrong(source, "its list of storages has a key that is unknown or repeated");
            if (source.Length - position < sizeof(long))
                throw Wrong(source, $"it ends before the storage '{Printable.Text(name)}'");
            source.Read(position, count);
            position += sizeof(long);
            if (BitConverter.ToInt64(count) != storage.Count || source.Length - position < storage.Bytes)
                throw Wrong(source, $"the storage '{Printable.Text(name)}' has {BitConverter.ToInt64(count)} elements in {source.Length - position} bytes, but its tensors need {storage.Count} in {storage.Bytes}");
            storage.Offset = position;
            position += storage.Bytes;
        }
        if (storages.Values.FirstOrDefault(s => s.Offset < 0) is { } missing)
            throw Wrong(source, $"the storage '{Printable.Text(missing.Key)}' is missing");
    }

    private static ModelFileException Wrong(ByteSource source, string what) => new(
        $"{source.Origin}: damaged or not a PyTorch checkpoint: {what}; download it again or save it with a newer PyTorch.");
}
