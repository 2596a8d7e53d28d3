namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_options</c>.</summary>
internal unsafe struct OptionsData : ISized
{
    public uint Size;
    public int Threads;
    public byte* Engine;
    public byte* Adapter;
    public byte* OnnxRuntime;
    public int Half;
    public int TwoClip;
    public int Background;
    public int MaxBatch;
    public int AudioChannel;
    public int EightBit;

    public static string Name => "mmadfer_options";

    /// <summary>Up to max_batch.</summary>
    public static int FirstSize => 48;
}
