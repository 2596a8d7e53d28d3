using System.Collections.Immutable;
using System.Globalization;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// A list of labelled clips. A file is opened only when its clip is used. Immutable and thread-safe.
/// </summary>
public sealed class ClipDataset
{
    /// <summary>Creates a data set.</summary>
    /// <param name="labels">The labels, in the order of the classes.</param>
    /// <param name="clips">The clips, whose labels are indices into <paramref name="labels"/>.</param>
    /// <exception cref="DatasetException">There are no clips, or a clip has an invalid label or neither frames nor audio.</exception>
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
                throw new DatasetException($"The clip '{clip.Id}' has the label {clip.Label}; it must be between 0 and {Labels.Count - 1}.");
            if (clip.FramesPath is null && clip.AudioPath is null)
                throw new DatasetException($"The clip '{clip.Id}' has neither frames nor audio; it needs at least one of them.");
        }
    }

    /// <summary>The labels, in the order of the classes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The clips, in the order of the list.</summary>
    public IReadOnlyList<LabeledClip> Clips { get; }

    /// <summary>
    /// Reads a CSV file (UTF-8, quoted as in RFC 4180) with a header that names the columns in any order. <c>path</c> (a folder of images, a
    /// video or an audio file) and <c>label</c> (a case-insensitive name, or a number from 0) are required; <c>start</c> and <c>end</c> (in
    /// seconds), <c>audio</c> (a separate audio file) and <c>identity</c>, <c>group</c> or <c>person</c> (<see cref="LabeledClip.Group"/>) are optional,
    /// and so is <c>shapes</c> (<see cref="LabeledClip.BlendShapesPath"/>). Other columns are ignored. Relative paths start at the folder of the CSV file.
    /// </summary>
    /// <param name="path">The CSV file, at most 32 MB and 200,000 clips.</param>
    /// <param name="labels">
    /// The labels, in the order of the classes. Null: the labels of DFEW or MAFW if they include all labels of the file; otherwise the
    /// labels of the file, in ordinal order.
    /// </param>
    /// <param name="group">The column that names the group of each clip; null for the first of those above that there is.</param>
    /// <exception cref="DatasetException">The file cannot be read, lacks a column, or a line is wrong; the message names the line.</exception>
    public static ClipDataset FromCsv(string path, IReadOnlyList<string>? labels = null, string? group = null) => CsvClips.Read(path, labels, group);

    /// <summary>
    /// Reads a folder with one subfolder per label, which is named after the label. In it, each folder of images and each file is a
    /// clip; a WAV file with the same name as a clip is the audio of the clip.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="labels">As for <see cref="FromCsv"/>.</param>
    /// <exception cref="DatasetException">The folder is missing or empty, or a label is unknown.</exception>
    public static ClipDataset FromFolder(string path, IReadOnlyList<string>? labels = null) => FolderClips.Read(path, labels);

    /// <summary>
    /// Reads an official annotation list of DFEW with lines <c>folder frames label</c>. The frames of a clip are in
    /// <c>.../clip_224x224/NNNNN</c>, and its audio, which may be missing, is <c>.../raw_wav/N.wav</c>.
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="root">
    /// The folder that contains <c>clip_224x224</c> on this machine, if the paths of the list do not apply. Null: the paths of the list;
    /// relative paths start at the folder of the list.
    /// </param>
    /// <param name="order">Order of the frames of a clip.</param>
    /// <exception cref="DatasetException">The list cannot be read or a line is wrong; the message names the line.</exception>
    public static ClipDataset FromDfewList(string list, string? root = null, FrameOrder order = FrameOrder.Ordinal) =>
        OfficialList.Dfew.Read(list, root, order);

    /// <summary>
    /// Reads an official annotation list of MAFW with lines <c>folder frames label</c>. The frames of a clip are in
    /// <c>.../clips_faces/NAME</c>, and its audio, which may be missing, is <c>.../clips_wav/NAME.wav</c>.
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="root">As for <see cref="FromDfewList"/>, with <c>clips_faces</c>.</param>
    /// <param name="order">
    /// Order of the frames of a clip. The official file names lack leading zeros, and the published weights were trained with ordinal
    /// order.
    /// </param>
    /// <exception cref="DatasetException">The list cannot be read or a line is wrong; the message names the line.</exception>
    public static ClipDataset FromMafwList(string list, string? root = null, FrameOrder order = FrameOrder.Ordinal) =>
        OfficialList.Mafw.Read(list, root, order);

    /// <summary>Reads a data set as written on a command line.</summary>
    /// <param name="text">A CSV file, a folder with one subfolder per label, <c>dfew:LIST</c> or <c>mafw:LIST</c>.</param>
    /// <param name="root">As for <see cref="FromDfewList"/> and <see cref="FromMafwList"/>; only for official lists.</param>
    /// <param name="labels">As for <see cref="FromCsv"/>; only for CSV files and folders.</param>
    /// <param name="order">
    /// Order of the frames of clips that are folders; null for the default: ordinal in official lists, numeric otherwise.
    /// </param>
    /// <param name="group">As for <see cref="FromCsv"/>; only for CSV files.</param>
    /// <exception cref="DatasetException">The data set cannot be read, or is none that can have a column of groups.</exception>
    public static ClipDataset Parse(
        string text, string? root = null, IReadOnlyList<string>? labels = null, FrameOrder? order = null, string? group = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string dfew = "dfew:", mafw = "mafw:";
        if (group is not null && (text.StartsWith(dfew, StringComparison.OrdinalIgnoreCase) || text.StartsWith(mafw, StringComparison.OrdinalIgnoreCase) || Directory.Exists(text)))
            throw new DatasetException($"{Printable.Path(text)}: only a CSV file has columns, so '{Printable.Text(group, 60)}' cannot be its groups.");
        ClipDataset read = text.StartsWith(dfew, StringComparison.OrdinalIgnoreCase) ? FromDfewList(text[dfew.Length..], root)
            : text.StartsWith(mafw, StringComparison.OrdinalIgnoreCase) ? FromMafwList(text[mafw.Length..], root)
            : Directory.Exists(text) ? FromFolder(WithoutList(text), labels)
            : FromCsv(text, labels, group);
        return order is null ? read : new ClipDataset(read.Labels, [.. read.Clips.Select(c => c with { FrameOrder = order.Value })]);
    }

    /// <summary>Refuses a folder that contains a list: the caller probably means the list.</summary>
    private static string WithoutList(string folder)
    {
        const string list = "clips.csv";
        return !File.Exists(Path.Combine(folder, list))
            ? folder
            : throw new DatasetException($"{Printable.Path(folder)}: this folder contains the list {list}; name the list itself ({Printable.Path(Path.Combine(folder, list))}), or move it elsewhere if the folder has one subfolder per label.");
    }

    /// <summary>
    /// Splits the data set so that each label has nearly the same share in both parts. Clips of the same <see cref="LabeledClip.Group"/>
    /// stay together.
    /// </summary>
    /// <param name="share">Share of the validation clips, greater than 0 and less than 1.</param>
    /// <param name="seed">Seed of the random draws: the same seed gives the same parts.</param>
    /// <exception cref="DatasetException">One part would be empty, because there are too few clips or groups.</exception>
    public DatasetSplit Split(double share, ulong seed)
    {
        if (!(share > 0 && share < 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share must be greater than 0 and less than 1.");
        (List<LabeledClip> training, List<LabeledClip> validation) = StratifiedSplit.Split(this, share, seed);
        if (training.Count == 0 || validation.Count == 0)
        {
            throw new DatasetException(string.Create(CultureInfo.InvariantCulture,
                $"The data set of {Clips.Count} clips cannot be split with a share of {share:0.###}, because one part would be empty; add clips (or groups), or choose another share."));
        }
        return new DatasetSplit(new ClipDataset(Labels, training), new ClipDataset(Labels, validation));
    }

    /// <summary>
    /// Divides the data set into folds, each of which is held out once while the others train. Each label has nearly the same share in all
    /// folds, and clips of the same <see cref="LabeledClip.Group"/> stay together.
    /// </summary>
    /// <param name="folds">Number of folds, 2 or more; null for one fold per group (leave one person out).</param>
    /// <param name="seed">Seed of the random draws: the same seed gives the same folds.</param>
    /// <returns>For each fold, the training clips and the clips held out (<see cref="DatasetSplit.Validation"/>).</returns>
    /// <exception cref="DatasetException">There are fewer groups than folds, or, for one fold per group, clips that name no group.</exception>
    public IReadOnlyList<DatasetSplit> SplitIntoFolds(int? folds, ulong seed)
    {
        if (folds < 2)
            throw new ArgumentOutOfRangeException(nameof(folds), folds, "There must be at least 2 folds.");
        int[] assigned = GroupFolds.Assign(this, folds, seed, out int count);
        return [.. Enumerable.Range(0, count).Select(fold => new DatasetSplit(Part(held => held != fold), Part(held => held == fold)))];

        ClipDataset Part(Func<int, bool> takes) => new(Labels, [.. Clips.Where((_, i) => takes(assigned[i]))]);
    }
}
