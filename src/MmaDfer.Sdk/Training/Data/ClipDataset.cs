using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Clips and the emotions they show, as a list: files are opened only when a clip is used. Immutable; safe to share between
/// threads.
/// </summary>
public sealed class ClipDataset
{
    /// <summary>Puts a data set together.</summary>
    /// <param name="labels">Names of the emotions.</param>
    /// <param name="clips">The clips; their labels are indices into <paramref name="labels"/>.</param>
    /// <exception cref="DatasetException">There are no clips, or a clip's label is no index.</exception>
    public ClipDataset(IReadOnlyList<string> labels, IReadOnlyList<LabeledClip> clips)
    {
        Labels = labels;
        Clips = clips;
    }

    /// <summary>Names of the emotions, in the order of the classes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The clips, in the order of their list.</summary>
    public IReadOnlyList<LabeledClip> Clips { get; }

    /// <summary>Reads a CSV file.</summary>
    public static ClipDataset FromCsv(string path, IReadOnlyList<string>? labels = null) => throw new NotSupportedException(path + labels);

    /// <summary>Reads a folder per label.</summary>
    public static ClipDataset FromFolder(string path, IReadOnlyList<string>? labels = null) => throw new NotSupportedException(path + labels);

    /// <summary>Reads an official list of DFEW.</summary>
    public static ClipDataset FromDfewList(string list, string? root = null, FrameOrder order = FrameOrder.Ordinal) => throw new NotSupportedException(list + root + order);

    /// <summary>Reads an official list of MAFW.</summary>
    public static ClipDataset FromMafwList(string list, string? root = null, FrameOrder order = FrameOrder.Ordinal) => throw new NotSupportedException(list + root + order);

    /// <summary>Reads what a command line names.</summary>
    /// <param name="text">A CSV file, a folder with a folder per label, <c>dfew:LIST</c> or <c>mafw:LIST</c>.</param>
    /// <param name="root">Where the files of an official list lie; null for where the list says.</param>
    /// <param name="labels">Names of the emotions, in the order of the classes; null to find them in the data.</param>
    public static ClipDataset Parse(string text, string? root = null, IReadOnlyList<string>? labels = null) => throw new NotSupportedException(text + root + labels);

    /// <summary>Parts the data set in two.</summary>
    /// <param name="share">Share of the clips to validate with, above 0 and below 1.</param>
    /// <param name="seed">Start of the random draws: the same seed gives the same parts.</param>
    public (ClipDataset Train, ClipDataset Validation) Split(double share, ulong seed) => throw new NotSupportedException(this.ToString() + share + seed);
}
