namespace MmaDfer.Sdk.Faces.Neural;

/// <summary>
/// A network of convolutions, ready to run on frames of any size that is a multiple of 32 pixels in each direction: what such a network
/// finds at a place depends on its surroundings only. Keeps its memory, which grows to the largest size used. One thread at a time.
/// </summary>
internal sealed unsafe class FaceNetwork
{
    /// <summary>Pixels in each direction of an input are a multiple of this, and at least <see cref="MinSize"/>.</summary>
    public const int Multiple = 32, MinSize = 96;

    private readonly Layer[] _layers;
    private readonly int _channels, _before, _border, _slots;
    private readonly float[][] _memory;
    private readonly nint[] _addresses;
    private float[] _frame = [], _zeros = [];

    /// <param name="layers">In the order in which they run.</param>
    /// <param name="outputs">The maps that the caller reads, by name.</param>
    /// <param name="channels">Channels of the frame.</param>
    /// <param name="before">Rows and columns of zeros before the frame's first ones.</param>
    /// <param name="border">Rows and columns of zeros around the frame, before and after together.</param>
    public FaceNetwork(Layer[] layers, IReadOnlyDictionary<string, NetworkOutput> outputs, int channels, int before, int border)
    {
        (_layers, Outputs, _channels, _before, _border) = (layers, outputs, channels, before, border);
        _slots = AssignSlots();
        _memory = new float[_slots][];
        _memory.AsSpan().Fill([]);
        _addresses = new nint[_slots];
    }

    public IReadOnlyDictionary<string, NetworkOutput> Outputs { get; }

    /// <summary>Size of the input at hand, in pixels.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>The input with its border, rows of <see cref="FrameRow"/> numbers.</summary>
    public float* Frame { get; private set; }

    public nint FrameRow { get; private set; }

    /// <summary>As many zeros as the longest row of a map.</summary>
    public float* Zeros { get; private set; }

    /// <summary>A row of the input to write to, all of its pixels; the border is not part of it.</summary>
    public Span<float> FrameRows(int y) => _frame.AsSpan((int)(((_before + y) * FrameRow) + (_before * _channels)), Width * _channels);

    /// <summary>The numbers of a map.</summary>
    public float* this[FeatureMap map] => (float*)_addresses[map.Slot];

    /// <summary>Sets the size of the input. What was in it and in all maps is lost.</summary>
    public void Resize(int width, int height)
    {
        if (width % Multiple != 0 || height % Multiple != 0 || Math.Min(width, height) < MinSize)
            throw new ArgumentOutOfRangeException(nameof(width), $"The input of {width} x {height} pixels must be a multiple of {Multiple} and at least {MinSize} in each direction.");
        if ((width, height) == (Width, Height))
            return;
        (Width, Height) = (width, height);
        FrameRow = (nint)(width + _border) * _channels;
        int frame = checked((int)FrameRow * (height + _border));
        // A border of another size leaves the rows of this one dirty.
        if (_frame.Length < frame)
            _frame = Pinned(frame);
        else
            _frame.AsSpan(0, frame).Clear();
        Frame = Address(_frame);
        int longest = 0;
        foreach (Layer layer in _layers)
        {
            FeatureMap map = layer.Output;
            int row = map.Width(this) * map.Stored, size = map.Height(this) * row;
            longest = Math.Max(longest, row);
            if (_memory[map.Slot].Length < size)
                _memory[map.Slot] = Pinned(size);
            _addresses[map.Slot] = (nint)Address(_memory[map.Slot]);
        }
        if (_zeros.Length < longest)
            _zeros = Pinned(longest);
        Zeros = Address(_zeros);
    }

    /// <summary>Calculates the outputs for the frame that was written.</summary>
    public void Run()
    {
        foreach (Layer layer in _layers)
            layer.Run(this);
    }

    private static float[] Pinned(int size) => GC.AllocateArray<float>(Math.Max(1, size), pinned: true);

    // Pinned arrays never move.
    private static float* Address(float[] pinned) =>
        (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(pinned));

    /// <summary>Gives each map memory that no other map needs at the same time.</summary>
    private int AssignSlots()
    {
        for (int i = 0; i < _layers.Length; i++)
        {
            Layer layer = _layers[i];
            layer.Output.LastUse = Math.Max(layer.Output.LastUse, i);
            foreach (FeatureMap? map in (ReadOnlySpan<FeatureMap?>)[layer.Input, layer.Added])
                map?.LastUse = Math.Max(map.LastUse, i);
        }
        foreach (NetworkOutput output in Outputs.Values)
            output.Map.LastUse = int.MaxValue;
        List<int> busyUntil = [];
        for (int i = 0; i < _layers.Length; i++)
        {
            int free = busyUntil.FindIndex(last => last < i);
            if (free < 0)
            {
                free = busyUntil.Count;
                busyUntil.Add(0);
            }
            FeatureMap map = _layers[i].Output;
            map.Slot = free;
            busyUntil[free] = map.LastUse;
        }
        return busyUntil.Count;
    }
}

/// <summary>An output of a network.</summary>
/// <param name="Map">Where its numbers are, as long as the network does not run again.</param>
/// <param name="Sigmoid">Whether they are still to go through a sigmoid.</param>
internal sealed record NetworkOutput(FeatureMap Map, bool Sigmoid);
