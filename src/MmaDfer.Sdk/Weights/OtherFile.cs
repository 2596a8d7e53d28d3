using System.Text;

namespace MmaDfer.Sdk.Weights;

/// <summary>Describes, by its first bytes, a file that was given in place of a file of weights, and what to do about it.</summary>
internal static class OtherFile
{
    public static string Describe(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
            return "the file is empty";
        if (start[0] == 0x80)
            return "this is a Python pickle that torch.save did not write";
        foreach ((byte[] signature, string what) in (ReadOnlySpan<(byte[], string)>)[
            ([0x1f, 0x8b], "this is compressed with gzip: unpack it first"),
            ([.. "BZh"u8], "this is compressed with bzip2: unpack it first"),
            ([0xfd, .. "7zXZ"u8], "this is compressed with xz: unpack it first"),
            ([.. "7z"u8, 0xbc, 0xaf], "this is a 7z archive: unpack it first"),
            ([.. "Rar!"u8], "this is a RAR archive: unpack it first"),
            ([0x28, 0xb5, 0x2f, 0xfd], "this is compressed with Zstandard: unpack it first"),
            ([0x89, .. "HDF"u8], "this is an HDF5 file, as Keras writes it"),
            ([.. "GGUF"u8], "this is a GGUF file"),
            ([0x93, .. "NUMPY"u8], "this is a NumPy array")])
        {
            if (start.StartsWith(signature))
                return what;
        }
        return start.Contains((byte)0) ? "this is not a model file" : Text(Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n'));
    }

    private static string Text(string start)
    {
        if (start.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return "this is a Git LFS pointer, which only names the file: run 'git lfs pull' in its repository, or download the file itself";
        if (start.StartsWith('<'))
            return "this is a web page, not a model: the download link gave a page instead of the file";
        if (start.StartsWith('{'))
        {
            return start.Contains("\"weight_map\"", StringComparison.Ordinal)
                ? "this is the index of a model that is split over several files (shards): save it as one file, with save_pretrained(..., max_shard_size=\"100GB\") or torch.save(model.state_dict(), ...)"
                : "this is JSON text, not weights: the answer of a server, or a model's configuration";
        }
        return "this is not a model file";
    }
}
