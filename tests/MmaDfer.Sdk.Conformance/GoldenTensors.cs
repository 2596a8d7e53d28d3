using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MmaDfer.Sdk.Conformance;

/// <summary>A golden safetensors file, read by the plainest possible reader: the tests' own twin of the SDK's.</summary>
internal sealed class GoldenTensors
{
    private readonly byte[] _bytes;
    private readonly int _dataStart;
    private readonly JsonElement _header;

    public GoldenTensors(params string[] parts)
    {
        _bytes = File.ReadAllBytes(Goldens.Path(parts));
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(_bytes);
        _dataStart = 8 + length;
        using JsonDocument document = JsonDocument.Parse(_bytes.AsMemory(8, length));
        _header = document.RootElement.Clone();
    }

    public IEnumerable<string> Names => _header.EnumerateObject().Select(p => p.Name).Where(n => n != "__metadata__");

    public int[] Shape(string name) =>
        [.. _header.GetProperty(name).GetProperty("shape").EnumerateArray().Select(e => e.GetInt32())];

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Raw(name, "F32")).ToArray();

    public long[] Longs(string name) => MemoryMarshal.Cast<byte, long>(Raw(name, "I64")).ToArray();

    public byte[] Bytes(string name) => Raw(name, "U8").ToArray();

    private ReadOnlySpan<byte> Raw(string name, string type)
    {
        JsonElement entry = _header.GetProperty(name);
        Assert.AreEqual(type, entry.GetProperty("dtype").GetString(), name);
        JsonElement offsets = entry.GetProperty("data_offsets");
        return _bytes.AsSpan((_dataStart + offsets[0].GetInt32())..(_dataStart + offsets[1].GetInt32()));
    }
}
