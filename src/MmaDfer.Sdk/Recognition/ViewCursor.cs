using MmaDfer.Sdk.Clips;

namespace MmaDfer.Sdk.Recognition;

/// <summary>Goes through the views of several clips, one after the other.</summary>
/// <param name="inputs">The clips.</param>
internal ref struct ViewCursor(ReadOnlySpan<INetworkInput> inputs)
{
    private readonly ReadOnlySpan<INetworkInput> _inputs = inputs;

    /// <summary>Number of the clip.</summary>
    public int Index { get; private set; }

    /// <summary>The view of that clip.</summary>
    public int View { get; private set; }

    public readonly INetworkInput Current => _inputs[Index];

    public void MoveOn()
    {
        if (++View == Current.Views)
            (Index, View) = (Index + 1, 0);
    }
}
