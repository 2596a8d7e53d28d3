using System.Collections.Immutable;
using System.Globalization;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Clips and the emotions they show, as a list: files are opened only when a clip is used. Immutable; safe to share between
/// threads.
/// </summary>
public sealed class ClipDataset
{
    /// <summary>Puts a data set together.</summary>
    /// <param name="labels">Names of the emotions, in the order of the classes.</param>
    /// <param name="clips">The clips; their labels are indices into <paramref name="labels"/>.</param>
    /// <exception cref="DatasetException">There are no clips, or a clip's label is no index.</exception>
    public ClipDataset(IReadOnlyList<string> labels, IReadOnlyList<LabeledClip> clips)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(clips);
        Labels = ImmutableArray.CreateRange(labels);
        Clips = ImmutableArray.CreateRange(clips);
        if (Clips.Count == 0)
            throw new DatasetException("The data set has no clips; at least one is needed.");
        foreach (LabeledClip clip in Clips)
        {
            if (clip.Label < 0 || clip.Label >= Labels.Count)
                throw new DatasetException($"The clip '{clip.Id}' has the label {clip.Label}; there are labels 0 to {Labels.Count - 1}.");
            if (clip.FramesPath is null && clip.AudioPath is null)
                throw new DatasetException($"The clip '{clip.Id}' has neither frames nor audio; it needs at least one of them.");
        }
    }

    /// <summary>Names of the emotions, in the order of the classes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The clips, in the order of their list.</summary>
    public IReadOnlyList<LabeledClip> Clips { get; }

    /// <summary>
    /// Reads a CSV file (UTF-8, quoting by RFC 4180) with a header that names its columns in any order: <c>path</c> (a folder of
    /// images, a video, a sound), <c>label</c> (a name, in any case of letters, or a number from 0), and if wanted <c>start</c>
    /// and <c>end</c> (seconds), <c>audio</c> (a sound of its own) and <c>identity</c> or <c>group</c> (for <see cref="Split"/>). Other
    /// columns are ignored; relative paths start at the file's folder.
    /// </summary>
    /// <param name="path">The file, up to 32 MB and 200,000 clips.</param>
    /// <param name="labels">
    /// Names of the emotions, in the order of the classes; null to take DFEW's or MAFW's where they hold all that occur, or else
    /// those that occur, in ordinal order.
    /// </param>
    /// <exception cref="DatasetException">The file cannot be read or a line is wrong; the message names the line.</exception>
    public static ClipDataset FromCsv(string path, IReadOnlyList<string>? labels = null) => CsvClips.Read(path, labels);

    /// <summary>
    /// Reads a folder that holds a folder per label, named for it. In those, each sub-folder (of images) and each file is a
    /// clip; a WAV of the same name beside one is its sound.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="labels">As for <see cref="FromCsv"/>.</param>
    /// <exception cref="DatasetException">The folder is missing or empty, or a label is unknown.</exception>
    public static ClipDataset FromFolder(string path, IReadOnlyList<string>? labels = null) => FolderClips.Read(path, labels);

    /// <summary>
    /// Reads an official annotation list of DFEW: lines <c>folder frames label</c>; folders of frames
    /// <c>.../clip_224x224/NNNNN</c> beside sounds <c>.../raw_wav/N.wav</c>, which may be missing.
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="root">
    /// The folder that holds <c>clip_224x224</c> here, in place of the one that the list names; null for the list's own paths
    /// (relative ones start at the list's folder).
    /// </param>
    /// <param name="order">Order of the frames of a clip.</param>
    /// <exception cref="DatasetException">The list cannot be read or a line is wrong; the message names the line.</exception>
    public static ClipDataset FromDfewList(string list, string? root = null, FrameOrder order = FrameOrder.Ordinal) =>
        OfficialList.Dfew.Read(list, root, order);

    /// <summary>
    /// Reads an official annotation list of MAFW: lines <c>folder frames label</c>; folders of frames
    /// <c>.../clips_faces/NAME</c> beside sounds <c>.../clips_wav/NAME.wav</c>, which may be missing.
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="root">As for <see cref="FromDfewList"/>, with <c>clips_faces</c>.</param>
    /// <param name="order">
    /// Order of the frames of a clip; their official names lack leading zeros, and the published weights know them in ordinal
    /// order.
    /// </param>
    /// <exception cref="DatasetException">The list cannot be read or a line is wrong; the message names the line.</exception>
    public static ClipDataset FromMafwList(string list, string? root = null, FrameOrder order = FrameOrder.Ordinal) =>
        OfficialList.Mafw.Read(list, root, order);

    /// <summary>Reads what a command line names.</summary>
    /// <param name="text">A CSV file, a folder with a folder per label, <c>dfew:LIST</c> or <c>mafw:LIST</c>.</param>
    /// <param name="root">Where the files of an official list lie; null for where the list says.</param>
    /// <param name="labels">Names of the emotions, for a CSV file or a folder, as for <see cref="FromCsv"/>.</param>
    /// <param name="order">
    /// Order of the images of clips that are folders; null for the usual one, by name in the official lists, by number elsewhere.
    /// </param>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public static ClipDataset Parse(
        string text, string? root = null, IReadOnlyList<string>? labels = null, FrameOrder? order = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string dfew = "dfew:", mafw = "mafw:";
        ClipDataset read = text.StartsWith(dfew, StringComparison.OrdinalIgnoreCase) ? FromDfewList(text[dfew.Length..], root)
            : text.StartsWith(mafw, StringComparison.OrdinalIgnoreCase) ? FromMafwList(text[mafw.Length..], root)
            : Directory.Exists(text) ? FromFolder(WithoutList(text), labels)
            : FromCsv(text, labels);
        return order is null ? read : new ClipDataset(read.Labels, [.. read.Clips.Select(c => c with { FrameOrder = order.Value })]);
    }

    /// <summary>A folder as it is, unless it holds the list that was probably meant: then it does not hold a folder per label.</summary>
    private static string WithoutList(string folder)
    {
        const string list = "clips.csv";
        return !File.Exists(Path.Combine(folder, list))
            ? folder
            : throw new DatasetException($"{Printable.Path(folder)}: this folder holds a list, {list}, beside its folders; name the list itself ({Printable.Path(Path.Combine(folder, list))}), or move it elsewhere if there is a folder per label.");
    }

    /// <summary>
    /// Splits the data set so that each label has the same share in both parts, as nearly as possible. Clips of the same
    /// <see cref="LabeledClip.Group"/> stay together.
    /// </summary>
    /// <param name="share">Share of the clips to validate with, above 0 and below 1.</param>
    /// <param name="seed">Start of the random draws: the same seed gives the same parts.</param>
    /// <exception cref="DatasetException">There are too few clips or groups: one of the parts would be empty.</exception>
    public DatasetSplit Split(double share, ulong seed)
    {
        if (!(share > 0 && share < 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share must be above 0 and below 1.");
        (List<LabeledClip> training, List<LabeledClip> validation) = StratifiedSplit.Split(this, share, seed);
        if (training.Count == 0 || validation.Count == 0)
        {
            throw new DatasetException(string.Create(CultureInfo.InvariantCulture,
                $"The data set of {Clips.Count} clips cannot be split with a share of {share:0.###}: one part would be empty; add clips (or groups), or choose another share."));
        }
        return new DatasetSplit(new ClipDataset(Labels, training), new ClipDataset(Labels, validation));
    }
}
