using System.Runtime.InteropServices;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary>A clip in unmanaged memory, as a program of C has it; freed on dispose.</summary>
internal sealed unsafe class ClipMemory : IDisposable
{
    private readonly List<nint> _memory = [];

    private ClipMemory()
    {
    }

    public FrameData* Frames { get; private set; }

    public ClipData Data { get; private set; }

    public ClipData* Pointer
    {
        get
        {
            ClipData* data = (ClipData*)Take(sizeof(ClipData));
            *data = Data;
            return data;
        }
    }

    /// <summary>One of the shipped clips, as 24-bit RGB.</summary>
    public static ClipMemory Shipped(string emotion)
    {
        using IFrameSource frames = FrameSource.Open(Tests.Shipped.Face(emotion));
        using IAudioSource audio = AudioSource.Open(Tests.Shipped.Voice(emotion));
        var frameBytes = new List<byte[]>();
        int width = 0, height = 0;
        while (frames.TryRead(out FrameView frame, out _))
        {
            (width, height) = (frame.Width, frame.Height);
            frameBytes.Add(new byte[3 * width * height]);
            frame.CopyTo(frameBytes[^1]);
        }
        var samples = new List<float>();
        float[] block = new float[4096];
        while (audio.Read(block, out _) is > 0 and int count)
            samples.AddRange(block[..count]);
        return Of(frameBytes, width, height, [.. samples], audio.SampleRate);
    }

    /// <summary>Pictures of one colour that changes, and noise.</summary>
    public static ClipMemory Drawn(int frames = 4, int samples = 1600)
    {
        var random = new Random(1);
        return Of(
            [.. Enumerable.Range(0, frames).Select(i => Enumerable.Repeat((byte)(40 * i), 3 * 20 * 20).ToArray())], 20, 20,
            [.. Enumerable.Range(0, samples).Select(_ => (random.NextSingle() - 0.5f) / 5)], 16000);
    }

    public void Dispose()
    {
        foreach (nint memory in _memory)
            NativeMemory.Free((void*)memory);
    }

    private static ClipMemory Of(List<byte[]> frameBytes, int width, int height, float[] samples, int rate)
    {
        var clip = new ClipMemory();
        clip.Frames = (FrameData*)clip.Take(sizeof(FrameData) * Math.Max(1, frameBytes.Count));
        for (int i = 0; i < frameBytes.Count; i++)
        {
            byte* pixels = (byte*)clip.Take(frameBytes[i].Length);
            frameBytes[i].CopyTo(new Span<byte>(pixels, frameBytes[i].Length));
            clip.Frames[i] = new FrameData { Size = (uint)sizeof(FrameData), Pixels = pixels, Width = width, Height = height };
        }
        float* audioSamples = (float*)clip.Take(sizeof(float) * Math.Max(1, samples.Length));
        samples.CopyTo(new Span<float>(audioSamples, samples.Length));
        clip.Data = new ClipData
        {
            Size = (uint)sizeof(ClipData), FrameCount = frameBytes.Count, Frames = (byte*)clip.Frames, FramesPerSecond = 8, Samples = audioSamples,
            SampleCount = samples.Length, SampleRate = rate,
        };
        return clip;
    }

    private void* Take(int bytes)
    {
        void* memory = NativeMemory.Alloc((nuint)bytes);
        _memory.Add((nint)memory);
        return memory;
    }
}
