using MmaDfer.Sdk.Weights.Bytes;
using Microsoft.Win32.SafeHandles;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>The contents of a decoded clip, in a file or in memory; frames are unpacked on demand. Not thread-safe.</summary>
internal sealed class ClipContents : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly byte[]? _bytes;
    private byte[] _packed = [];

    private ClipContents(SafeFileHandle? file, byte[]? bytes, FrameEntry[] frames, float[]? spectrogram, int sampleRate) =>
        (_file, _bytes, Frames, Spectrogram, SampleRate) = (file, bytes, frames, spectrogram, sampleRate);

    public IReadOnlyList<FrameEntry> Frames { get; }

    /// <summary>The normalised spectrogram, [512, 128]; null for a clip without audio.</summary>
    public float[]? Spectrogram { get; }

    /// <summary>Samples per second of the audio that the spectrogram shows; 0 without audio.</summary>
    public int SampleRate { get; }

    /// <summary>Opens bytes that <see cref="ClipFile.Write"/> returned.</summary>
    public static ClipContents Of(byte[] bytes)
    {
        int length = ClipFile.FixedBytes(bytes, bytes.Length)!.Value;
        // Pass a copy, because reading clears the hash.
        return ClipFile.TryRead(bytes[..length], bytes.Length, out FrameEntry[] frames, out float[]? spectrogram)
            ? new ClipContents(null, bytes, frames, spectrogram, ClipFile.SampleRate(bytes))
            : throw new InvalidOperationException("A clip just written cannot be read.");
    }

    /// <summary>Opens a file; returns null if it is missing, damaged or has another version.</summary>
    public static ClipContents? TryOpen(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            long length = RandomAccess.GetLength(file);
            byte[] header = new byte[ClipFile.HeaderBytes];
            if (Read(file, header, 0) && ClipFile.FixedBytes(header, length) is int fixedBytes)
            {
                byte[] bytes = new byte[fixedBytes];
                if (Read(file, bytes, 0) && ClipFile.TryRead(bytes, length, out FrameEntry[] frames, out float[]? spectrogram))
                    return new ClipContents(file, null, frames, spectrogram, ClipFile.SampleRate(bytes));
            }
        }
        catch (Exception exception) when (FileFault.Is(exception))
        {
            // Treat an unreadable file as missing.
        }
        file?.Dispose();
        return null;
    }

    /// <summary>Unpacks a frame; returns false if it is damaged.</summary>
    /// <param name="index">Index of the frame.</param>
    /// <param name="rgb">Receives the RGB24 bytes of the frame.</param>
    public bool TryReadFrame(int index, Span<byte> rgb)
    {
        FrameEntry frame = Frames[index];
        if (_packed.Length < frame.Length)
            _packed = new byte[frame.Length];
        Span<byte> packed = _packed.AsSpan(0, frame.Length);
        try
        {
            if (_bytes is not null)
                _bytes.AsSpan((int)frame.Offset, frame.Length).CopyTo(packed);
            else if (!Read(_file!, packed, frame.Offset))
                return false;
        }
        catch (Exception exception) when (FileFault.Is(exception))
        {
            return false;
        }
        return ClipFile.Hash(packed) == frame.Hash && FrameCodec.TryDecode(_packed, frame.Length, frame.Width, rgb);
    }

    public void Dispose() => _file?.Dispose();

    private static bool Read(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        for (int done = 0; done < bytes.Length;)
        {
            int read = RandomAccess.Read(file, bytes[done..], offset + done);
            if (read == 0)
                return false;
            done += read;
        }
        return true;
    }
}
