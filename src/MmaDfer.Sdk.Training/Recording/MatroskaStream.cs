using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>
/// Writes uncompressed frames and audio, each with its time, as a Matroska stream (RFC 9559): what ffmpeg takes through a pipe without a
/// file in between. Only what that needs: a segment of unknown length, one cluster for each block, times in milliseconds.
/// </summary>
internal static class MatroskaStream
{
    private const int BlocksPerSecond = 20;

    private const byte VideoTrack = 1, AudioTrack = 2;

    /// <param name="take">At least frames or audio.</param>
    /// <param name="output">Receives the stream.</param>
    public static void Write(ClipTake take, Stream output)
    {
        output.Write(Element(0x1A45DFA3,
        [
            .. Number(0x4286, 1), .. Number(0x42F7, 1), .. Number(0x42F2, 4), .. Number(0x42F3, 8), .. Text(0x4282, "matroska"), .. Number(0x4287, 4), .. Number(0x4285, 2),
        ]));
        // The length of a segment is not known beforehand: all bits are set.
        output.Write([0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        output.Write(Element(0x1549A966, [.. Number(0x2AD7B1, 1_000_000), .. Text(0x4D80, "mmadfer"), .. Text(0x5741, "mmadfer")]));
        output.Write(Element(0x1654AE6B, [.. take.FrameCount > 0 ? Video(take.Size) : [], .. take.SampleRate > 0 ? Audio(take.SampleRate) : []]));
        int written = 0;
        foreach (TakenFrame frame in take.Frames)
        {
            written = WriteAudio(take, written, frame.Time.TotalSeconds * take.SampleRate, output);
            WriteBlock(VideoTrack, frame.Time.TotalSeconds, frame.Rgb, output);
        }
        WriteAudio(take, written, take.Audio.Length, output);
    }

    /// <summary>Writes the audio up to a sample; a block may reach beyond.</summary>
    private static int WriteAudio(ClipTake take, int written, double until, Stream output)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Recording needs a processor with little-endian numbers.");
        while (written < take.Audio.Length && written < until)
        {
            int count = Math.Min(Math.Max(1, take.SampleRate / BlocksPerSecond), take.Audio.Length - written);
            WriteBlock(AudioTrack, (double)written / take.SampleRate, MemoryMarshal.AsBytes(take.Audio.AsSpan(written, count)), output);
            written += count;
        }
        return written;
    }

    /// <summary>A cluster with one block, whose time is the cluster's.</summary>
    private static void WriteBlock(byte track, double seconds, ReadOnlySpan<byte> data, Stream output)
    {
        byte[] time = Number(0xE7, (ulong)Math.Round(1000 * seconds));
        Span<byte> head = stackalloc byte[4];
        // The track, the time since that of the cluster, and that the block can be decoded by itself.
        (head[0], head[1], head[2], head[3]) = ((byte)(0x80 | track), 0, 0, 0x80);
        byte[] block = Head(0xA3, head.Length + data.Length);
        output.Write(Head(0x1F43B675, time.Length + block.Length + head.Length + data.Length));
        output.Write(time);
        output.Write(block);
        output.Write(head);
        output.Write(data);
    }

    private static byte[] Video(int size) => Element(0xAE,
    [
        .. Number(0xD7, VideoTrack), .. Number(0x73C5, VideoTrack), .. Number(0x83, 1), .. Text(0x86, "V_UNCOMPRESSED"),
        // Three bytes of red, green and blue for each pixel.
        .. Element(0xE0, [.. Number(0xB0, (ulong)size), .. Number(0xBA, (ulong)size), .. Element(0x2EB524, [(byte)'R', (byte)'G', (byte)'B', 24])]),
    ]);

    private static byte[] Audio(int rate)
    {
        byte[] hertz = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(hertz, rate);
        return Element(0xAE,
        [
            .. Number(0xD7, AudioTrack), .. Number(0x73C5, AudioTrack), .. Number(0x83, 2), .. Text(0x86, "A_PCM/FLOAT/IEEE"),
            .. Element(0xE1, [.. Element(0xB5, hertz), .. Number(0x9F, 1), .. Number(0x6264, 32)]),
        ]);
    }

    private static byte[] Number(uint id, ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Element(id, bytes);
    }

    private static byte[] Text(uint id, string text) => Element(id, Encoding.ASCII.GetBytes(text));

    private static byte[] Element(uint id, byte[] data) => [.. Head(id, data.Length), .. data];

    /// <summary>An identifier, which says its own length by its first bits, and the length of the data in eight bytes.</summary>
    private static byte[] Head(uint id, int length)
    {
        byte[] bytes = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, id);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(4), (1UL << 56) | (uint)length);
        return bytes[((int)uint.LeadingZeroCount(id) / 8)..];
    }
}
