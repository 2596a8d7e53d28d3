namespace MmaDfer.Sdk.Training.Data;

/// <summary>How a <see cref="BatchLoader"/> goes through a data set. The defaults are the paper's training.</summary>
internal sealed record BatchLoaderOptions
{
    /// <summary>Width and height of the network's frames.</summary>
    public required int ImageSize { get; init; }

    public int BatchSize { get; init; } = 8;

    /// <summary>Start of all random draws.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>A new order each epoch; otherwise that of the data set.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Frames are chosen and changed by chance; otherwise as in evaluation.</summary>
    public bool Augment { get; init; } = true;

    /// <summary>Leaves an epoch's last batch out where it would not be full.</summary>
    public bool DropLast { get; init; } = true;

    /// <summary>Draws all emotions equally often, the clips of the rarer ones more than once.</summary>
    public bool ClassBalanced { get; init; }

    /// <summary>Clips decoded at the same time.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Batches made before they are asked for.</summary>
    public int Ahead { get; init; } = 1;
}
