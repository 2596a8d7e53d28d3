using System.Runtime.InteropServices;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Native.Handles;
using MmaDfer.Sdk.Native.Structures;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Native.Tests;

/// <summary>
/// Frames of a sofa in unmanaged memory: bright squares on dark ground, which <c>faces.xml</c> takes for faces. A second of a tone. Freed on
/// dispose.
/// </summary>
internal sealed unsafe class SofaMemory : IDisposable
{
    public const int Width = 160, Height = 80, Side = 24, SampleRate = 16000;

    private readonly byte* _pixels = (byte*)NativeMemory.AllocZeroed(Width * Height);
    private int _drawn;

    public SofaMemory()
    {
        Samples = (float*)NativeMemory.Alloc(SampleRate, sizeof(float));
        for (int i = 0; i < SampleRate; i++)
            Samples[i] = 0.1f * MathF.Sin(2 * MathF.PI * 440 * i / SampleRate);
    }

    /// <summary>Left edges of those who sit there.</summary>
    public List<int> Places { get; } = [];

    public float* Samples { get; }

    /// <summary>The next frame: the same squares, whose shades change a little.</summary>
    public FrameData Next()
    {
        var frame = new Span<byte>(_pixels, Width * Height);
        frame.Fill(20);
        _drawn++;
        foreach (int place in Places)
        {
            for (int y = 0; y < Side; y++)
            {
                for (int x = 0; x < Side; x++)
                    frame[((y + 28) * Width) + place + x] = (byte)(200 + ((_drawn + (place * y) + (7 * x)) % 40));
            }
        }
        return new FrameData { Size = (uint)sizeof(FrameData), Pixels = _pixels, Width = Width, Height = Height, Format = (int)PixelLayout.Gray8 };
    }

    /// <summary>Time of the newest frame.</summary>
    public double Now { get; private set; }

    /// <summary>Pushes frames and audio of a time to a scene, and to one of C#; waits for each to be processed, as frames that come too quickly are left out.</summary>
    public void Play(ulong scene, double seconds, EmotionScene? also = null)
    {
        for (double end = Now + seconds; Now < end - 1e-6;)
        {
            Push(scene, also);
            Wait.Until(() => IsIdle(scene) && also?.IsIdle != false);
        }
    }

    /// <summary>Pushes the next frame, and the audio before it.</summary>
    public void Push(ulong scene, EmotionScene? also)
    {
        Now += 0.04;
        FrameData frame = Next();
        Assert.AreEqual(ErrorCode.Ok, Api.PushFrame(scene, &frame, Now));
        Assert.AreEqual(ErrorCode.Ok, Api.PushAudio(scene, Samples, 640, SampleRate, 1, Now - 0.04));
        also?.PushFrame(frame.View(), Seconds.From(Now, "now"));
        also?.PushAudio(new ReadOnlySpan<float>(Samples, 640), SampleRate, Seconds.From(Now - 0.04, "now"));
    }

    /// <summary>Whether a scene has processed all that was pushed.</summary>
    public static bool IsIdle(ulong scene) => OpenHandles.Scene(scene).Scene.IsIdle;

    public void Dispose()
    {
        NativeMemory.Free(_pixels);
        NativeMemory.Free(Samples);
    }
}
