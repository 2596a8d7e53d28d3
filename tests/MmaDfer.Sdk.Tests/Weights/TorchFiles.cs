using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Tests.Weights;

/// <summary>Writes small checkpoints as torch.save does, so that tests need no PyTorch.</summary>
internal static class TorchFiles
{
    /// <summary>Path of a small checkpoint that PyTorch made, by <c>Torch/Files/make.py</c>.</summary>
    public static string Made(string name) => Path.Combine(AppContext.BaseDirectory, "Weights", "Torch", "Files", name);

    /// <summary>A zip checkpoint with all tensors of a store, as float32, under one key.</summary>
    public static void Write(string path, WeightStore store, string key = "model", string prefix = "", string? byteOrder = null)
    {
        TensorInfo[] tensors = [.. store.Tensors.Values];
        var pickle = new List<byte> { 0x80, 2, (byte)'}' };
        Text(pickle, key);
        pickle.AddRange("}("u8);
        for (int i = 0; i < tensors.Length; i++)
        {
            Text(pickle, prefix + tensors[i].Name);
            Tensor(pickle, i, tensors[i]);
        }
        pickle.AddRange("us."u8);
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        Entry(zip, "archive/data.pkl", [.. pickle]);
        for (int i = 0; i < tensors.Length; i++)
            Entry(zip, $"archive/data/{i}", MemoryMarshal.AsBytes<float>(store.ReadAll(tensors[i])).ToArray());
        if (byteOrder is not null)
            Entry(zip, "archive/byteorder", Encoding.ASCII.GetBytes(byteOrder));
    }

    /// <summary>A zip checkpoint whose pickle is given.</summary>
    public static byte[] OfPickle(byte[] pickle, params (string Name, byte[] Data)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            Entry(zip, "archive/data.pkl", pickle);
            foreach ((string name, byte[] data) in entries)
                Entry(zip, name, data);
        }
        return stream.ToArray();
    }

    private static void Tensor(List<byte> pickle, int storage, TensorInfo tensor)
    {
        pickle.AddRange("ctorch._utils\n_rebuild_tensor_v2\n(("u8);
        Text(pickle, "storage");
        pickle.AddRange("ctorch\nFloatStorage\n"u8);
        Text(pickle, storage.ToString());
        Text(pickle, "cpu");
        Int(pickle, (int)tensor.Shape.Count);
        pickle.AddRange("tQK\0("u8);
        foreach (int size in tensor.Shape.Sizes)
            Int(pickle, size);
        pickle.AddRange("t("u8);
        long stride = tensor.Shape.Count;
        foreach (int size in tensor.Shape.Sizes)
            Int(pickle, (int)(stride /= size));
        pickle.AddRange([(byte)'t', 0x89, .. "ccollections\nOrderedDict\n)RtR"u8]);
    }

    private static void Text(List<byte> pickle, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        pickle.AddRange([(byte)'X', .. BitConverter.GetBytes(bytes.Length), .. bytes]);
    }

    private static void Int(List<byte> pickle, int value) => pickle.AddRange([(byte)'J', .. BitConverter.GetBytes(value)]);

    private static void Entry(ZipArchive zip, string name, byte[] data)
    {
        using Stream stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(data);
    }
}
