using System.Text;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>
/// The rows of a CSV file with a header, which is rewritten as a whole: columns and rows that others added stay as they are.
/// </summary>
/// <param name="header">Names of the columns.</param>
internal sealed class ClipTable(IEnumerable<string> header)
{
    private readonly List<string> _header = [.. header];

    public IReadOnlyList<string> Header => _header;

    public List<string[]> Rows { get; } = [];

    /// <exception cref="DatasetException">The file is missing, or no such list.</exception>
    public static ClipTable Read(string path)
    {
        using var csv = new CsvReader(path);
        var table = new ClipTable((csv.Read() ?? throw csv.Error("the file is empty; it needs a header.")).Select(h => h.Trim()));
        while (csv.Read() is { } row)
        {
            table.Rows.Add(row.Length == table._header.Count
                ? row
                : throw csv.Error($"the line has {row.Length} columns, but the header has {table._header.Count}; put fields with commas in quotes."));
        }
        return table;
    }

    /// <summary>The column of a name; -1 for none.</summary>
    public int Column(string name) => _header.FindIndex(h => h.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The field of a row; empty where there is no such column.</summary>
    public string Field(string[] row, string column) => Column(column) is >= 0 and var index ? row[index].Trim() : "";

    /// <summary>Adds columns that are missing, empty in all rows.</summary>
    public void AddColumns(IEnumerable<string> names)
    {
        string[] missing = [.. names.Where(n => Column(n) < 0)];
        _header.AddRange(missing);
        for (int i = 0; i < Rows.Count && missing.Length > 0; i++)
            Rows[i] = [.. Rows[i], .. missing.Select(_ => "")];
    }

    /// <summary>Adds a row; columns that are not named are empty.</summary>
    public void Add(IReadOnlyDictionary<string, string> fields) =>
        Rows.Add([.. _header.Select(h => fields.FirstOrDefault(f => f.Key.Equals(h, StringComparison.OrdinalIgnoreCase)).Value ?? "")]);

    /// <summary>Writes the file completely or not at all.</summary>
    /// <exception cref="ModelFileException">The disk is full, or the folder cannot be written to.</exception>
    public void Write(string path)
    {
        var text = new StringBuilder();
        foreach (IReadOnlyList<string> row in (IEnumerable<IReadOnlyList<string>>)[_header, .. Rows])
            text.AppendJoin(',', row.Select(Quote)).Append('\n');
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        AtomicFile.Write(path, bytes.Length, file => file.Write(bytes));
    }

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny("\",\r\n") >= 0 || field != field.Trim() ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
