using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using MmaDfer.Sdk.Tensors;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Features;

/// <summary>The features of one view of a clip, and what else a training needs to know of the clip.</summary>
/// <param name="Values">The features.</param>
/// <param name="HasFrames">Whether the clip has frames.</param>
/// <param name="SampleRate">Samples per second of its audio; 0 without audio.</param>
internal sealed record ClipFeatures(float[] Values, bool HasFrames, int SampleRate);

/// <summary>
/// The file of the features of one view of a clip: magic, identity (SHA-256 of the model, the clip and the view), number of features, sample
/// rate or 0, whether there are frames, hash of all other bytes, the features. All values are little-endian.
/// </summary>
internal static class FeatureFile
{
    public const int HeaderBytes = 64, IdentityBytes = 32;

    private const int IdentityAt = 8, LengthAt = 40, RateAt = 44, FramesAt = 48, HashAt = 56;

    /// <summary>Changes with the format.</summary>
    private const ulong Magic = 0x3154414546414D4D;

    public static byte[] Write(ReadOnlySpan<byte> identity, ClipFeatures features)
    {
        byte[] file = new byte[HeaderBytes + sizeof(float) * features.Values.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, Magic);
        identity.CopyTo(file.AsSpan(IdentityAt, IdentityBytes));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(LengthAt), features.Values.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(RateAt), features.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(FramesAt), features.HasFrames ? 1 : 0);
        for (int i = 0; i < features.Values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(HeaderBytes + sizeof(float) * i), features.Values[i]);
        // The hash field itself is still zero.
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(HashAt), ClipFile.Hash(file));
        return file;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">The identity that it must have.</param>
    /// <param name="length">The number of features that it must have.</param>
    /// <param name="isDamaged">Whether there is a file, but not a whole one of this identity.</param>
    /// <returns>The features; null if there are none to be used.</returns>
    public static ClipFeatures? TryRead(string path, ReadOnlySpan<byte> identity, int length, out bool isDamaged)
    {
        isDamaged = false;
        if (!File.Exists(path))
            return null;
        byte[] bytes = new byte[HeaderBytes + sizeof(float) * length];
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            isDamaged = RandomAccess.GetLength(file) != bytes.Length || !Fill(file, bytes);
        }
        catch (Exception exception) when (FileFault.Is(exception))
        {
            isDamaged = true;
        }
        if (isDamaged || Parse(bytes, identity, length) is not { } features)
        {
            isDamaged = true;
            return null;
        }
        return features;
    }

    private static ClipFeatures? Parse(Span<byte> bytes, ReadOnlySpan<byte> identity, int length)
    {
        ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(bytes[HashAt..]);
        bytes.Slice(HashAt, sizeof(ulong)).Clear();
        int rate = BinaryPrimitives.ReadInt32LittleEndian(bytes[RateAt..]), frames = BinaryPrimitives.ReadInt32LittleEndian(bytes[FramesAt..]);
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes) != Magic || !bytes.Slice(IdentityAt, IdentityBytes).SequenceEqual(identity)
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[LengthAt..]) != length || rate is < 0 or > LogMel.MaxSampleRate || frames is not (0 or 1)
            || ClipFile.Hash(bytes) != hash)
        {
            return null;
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(HeaderBytes + sizeof(float) * i)..]);
        return new ClipFeatures(values, frames == 1, rate);
    }

    private static bool Fill(SafeFileHandle file, Span<byte> bytes)
    {
        for (int done = 0; done < bytes.Length;)
        {
            int read = RandomAccess.Read(file, bytes[done..], done);
            if (read == 0)
                return false;
            done += read;
        }
        return true;
    }
}
