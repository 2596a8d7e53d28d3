using System.Globalization;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>Reads the clips of a CSV file with a header, whose columns may have any order: <c>path,label[,start,end][,audio][,identity]</c>.</summary>
internal sealed class CsvClips
{
    private static readonly string[] Groups = ["identity", "group", "person"];

    private readonly CsvReader _csv;
    private readonly string _folder;
    private readonly int _path, _label, _start, _end, _audio, _group, _shapes;
    private readonly int _columns;

    private CsvClips(CsvReader csv, string path, bool labelled, string? group)
    {
        _csv = csv;
        _folder = DatasetFile.FolderOf(path);
        string[] header = csv.Read() ?? throw csv.Error("the file is empty; it needs a header such as 'path,label' and a line for each clip.");
        _columns = header.Length;
        _path = Column(header, "path");
        _label = Column(header, "label");
        _start = Column(header, "start");
        _end = Column(header, "end");
        _audio = Column(header, "audio");
        _shapes = Column(header, "shapes");
        _group = (group is null ? Groups : [group]).Select(g => Column(header, g)).FirstOrDefault(c => c >= 0, -1);
        if (group is not null && _group < 0)
            throw csv.Error($"the header '{Printable.Text(string.Join(',', header))}' lacks the column '{Printable.Text(group, 60)}' that names the group of each clip.");
        if (_path < 0 || (labelled && _label < 0))
            throw csv.Error($"the header '{Printable.Text(string.Join(',', header))}' lacks the column '{(_path < 0 ? "path" : "label")}'; it must be path,label[,start,end][,audio][,identity].");
    }

    /// <summary>Reads clips and their labels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labels">See <see cref="ClipDataset.FromCsv"/>.</param>
    /// <param name="group">The column of the groups; null for the usual names.</param>
    public static ClipDataset Read(string path, IReadOnlyList<string>? labels, string? group = null)
    {
        List<Row> rows = ReadRows(path, labelled: true, group);
        HashSet<string> written = [.. rows.Select(r => r.Label)];
        IReadOnlyList<string> names = LabelNames.Decide(labels, written, Printable.Path(path));
        Dictionary<string, int> classes = written.ToDictionary(w => w, w => LabelNames.IndexOf(names, w));
        if (classes.ContainsValue(-1))
            throw new DatasetException($"{Printable.Path(path)}, {UnknownLabels.InList(names, [.. rows.Select(r => (r.Label, r.Line))], l => classes[l] < 0)}");
        return new ClipDataset(names, [.. rows.Select(r => r.Clip with { Label = classes[r.Label], Line = r.Line, Written = r.Label })]);
    }

    /// <summary>Reads clips whose labels do not matter and may be missing.</summary>
    public static IReadOnlyList<LabeledClip> ReadUnlabelled(string path) => [.. ReadRows(path, labelled: false).Select(r => r.Clip)];

    private static List<Row> ReadRows(string path, bool labelled, string? group = null)
    {
        using var csv = new CsvReader(path);
        var reader = new CsvClips(csv, path, labelled, group);
        var rows = new List<Row>();
        var ids = new UniqueNames();
        while (csv.Read() is { } fields)
        {
            if (rows.Count == DatasetFile.MaxClips)
                throw csv.Error($"more than {DatasetFile.MaxClips} clips; split the list.");
            rows.Add(reader.Clip(fields, labelled, ids));
        }
        return rows.Count > 0 ? rows : throw csv.Error("there are no clips after the header; write one on each line.");
    }

    private Row Clip(string[] fields, bool labelled, UniqueNames ids)
    {
        if (fields.Length != _columns)
            throw _csv.Error($"the line has {fields.Length} columns, but the header has {_columns}; put fields with commas in quotes.");
        string written = fields[_path].Trim(), label = Field(fields, _label);
        string path = DatasetFile.Resolve(_folder, written, _csv.Error);
        if (labelled && label.Length == 0)
            throw _csv.Error("the label is empty; write the name or number of a label.");
        TimeSpan? start = Time(fields, _start, "start"), end = Time(fields, _end, "end");
        if (end <= (start ?? TimeSpan.Zero))
            throw _csv.Error("the end must be after the start; write both in seconds.");
        string audio = Field(fields, _audio), shapes = Field(fields, _shapes);
        string id = start is null && end is null ? written
            : string.Create(CultureInfo.InvariantCulture, $"{written} {start?.TotalSeconds ?? 0:0.###}-{end?.TotalSeconds:0.###}");
        return new Row(
            _csv.Line, label,
            new LabeledClip(
                ids.Add(id), -1, path, audio.Length == 0 ? path : DatasetFile.Resolve(_folder, audio, _csv.Error), start, end)
            {
                Group = Field(fields, _group) is { Length: > 0 } group ? group : null,
                BlendShapesPath = shapes.Length > 0 ? DatasetFile.Resolve(_folder, shapes, _csv.Error) : null,
            });
    }

    private TimeSpan? Time(string[] fields, int column, string name)
    {
        string text = Field(fields, column);
        if (text.Length == 0)
            return null;
        bool number = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds);
        return number && seconds <= 1e6
            ? TimeSpan.FromSeconds(seconds)
            : throw _csv.Error($"the {name} '{Printable.Text(text, 60)}' is not a time; write seconds, such as 12.5.");
    }

    private static string Field(string[] fields, int column) => column < 0 ? "" : fields[column].Trim();

    private int Column(string[] header, string name)
    {
        int column = Array.FindIndex(header, h => h.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
        return Array.FindLastIndex(header, h => h.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)) == column
            ? column
            : throw _csv.Error($"the header names the column '{name}' more than once.");
    }

    private readonly record struct Row(int Line, string Label, LabeledClip Clip);
}
