using System.Text;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>Checkpoints of PyTorch 1.6 and newer: a zip archive of <c>NAME/data.pkl</c> and one entry a storage.</summary>
internal static class TorchZip
{
    /// <summary>Maximum length of a pickle; a base checkpoint with its optimizer has 0.2 MB.</summary>
    public const int MaxPickleBytes = 16 << 20;

    private const string PickleEntry = "/data.pkl";

    /// <summary>Reads the value of the checkpoint and finds all storages.</summary>
    public static object? Read(ByteSource source)
    {
        ZipDirectory zip = ZipDirectory.Read(source);
        ZipEntry[] pickles = [.. zip.Entries.Values
            .Where(e => e.Name.EndsWith(PickleEntry, StringComparison.Ordinal) && e.Name.Count(c => c == '/') == 1).Take(2)];
        if (pickles.Length != 1)
            throw new ModelFileException($"{source.Origin}: not a PyTorch checkpoint: this zip archive holds {(pickles.Length == 0 ? "no" : "more than one")} 'NAME/data.pkl'; a file written by torch.save has exactly one.");
        string folder = pickles[0].Name[..^PickleEntry.Length];
        CheckByteOrder(source, zip, folder);
        if (pickles[0].Length > MaxPickleBytes)
            throw new ModelFileException($"{source.Origin}: its pickle has {pickles[0].Length} bytes; no checkpoint needs more than {MaxPickleBytes}, and the file is refused.");
        long start = zip.DataOffset(pickles[0]);
        var calls = new TorchCalls(source.Origin);
        object? root = PickleReader.Read(new ByteCursor(source, start, start + pickles[0].Length), calls);
        foreach (TorchStorage storage in calls.Storages.Values)
        {
            string name = $"{folder}/data/{storage.Key}";
            if (!zip.Entries.TryGetValue(name, out ZipEntry entry))
                throw new ModelFileException($"{source.Origin}: damaged: the entry '{Printable.Text(name)}' that its tensors need is missing; download the checkpoint again.");
            if (entry.Length < storage.Bytes)
                throw new ModelFileException($"{source.Origin}: damaged: the entry '{Printable.Text(name)}' has {entry.Length} bytes, but its tensors need {storage.Bytes}; download the checkpoint again.");
            storage.Offset = zip.DataOffset(entry);
        }
        return root;
    }

    private static void CheckByteOrder(ByteSource source, ZipDirectory zip, string folder)
    {
        const string expected = "little";
        if (!zip.Entries.TryGetValue($"{folder}/byteorder", out ZipEntry entry))
            return;
        Span<byte> text = stackalloc byte[expected.Length];
        text.Clear();
        if (entry.Length <= text.Length)
            source.Read(zip.DataOffset(entry), text[..(int)entry.Length]);
        if (!Encoding.ASCII.GetString(text[..(int)Math.Min(entry.Length, text.Length)]).Equals(expected, StringComparison.Ordinal))
            throw new ModelFileException($"{source.Origin}: its numbers are not little-endian; save the checkpoint on an ordinary (little-endian) machine.");
    }
}
