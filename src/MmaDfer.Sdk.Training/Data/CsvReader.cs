using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Reads a CSV file (RFC 4180, UTF-8 with or without a byte order mark) record by record with CsvHelper, and adds limits and errors
/// that name the file and the line. Rows without any text are skipped.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    public const long MaxBytes = 32 * 1024 * 1024;

    private const int MaxLine = 65536, MaxField = 32768, MaxFields = 256;

    private readonly string _origin;
    private readonly CsvParser _parser;

    public CsvReader(string path)
    {
        _origin = Printable.Path(path);
        _parser = new CsvParser(new StringReader(ReadText(path)), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = ",",
            IgnoreBlankLines = false,
            MaxFieldSize = MaxField,
            BadDataFound = bad => throw Error(bad.Field.StartsWith('"') && int.IsOddInteger(bad.Field.AsSpan().Count('"'))
                ? "a quoted field has no closing quote."
                : "a quote is misplaced; enclose the whole field in quotes, and double the quotes inside it."),
        });
    }

    /// <summary>The line on which the last record starts, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Reads the fields of the next record; returns null at the end of the file.</summary>
    /// <exception cref="DatasetException">The file cannot be read, or the record is not CSV.</exception>
    public string[]? Read()
    {
        // Spreadsheets write empty rows as commas.
        while (ReadRecord() is { } fields)
        {
            if (fields.Any(f => !string.IsNullOrWhiteSpace(f)))
                return fields;
        }
        return null;
    }

    /// <summary>Creates an error for the last record.</summary>
    public DatasetException Error(string what) => new($"{_origin}, line {Line}: {what}");

    public void Dispose() => _parser.Dispose();

    /// <summary>Reads the whole file. Refuses overlong lines here, because CsvHelper would first allocate memory for each field.</summary>
    private string ReadText(string path)
    {
        using StreamReader reader = DatasetFile.OpenText(path, MaxBytes);
        string text = DatasetFile.Guard(_origin, reader.ReadToEnd);
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > MaxLine)
                throw Error($"the line is longer than {MaxLine} characters; a list of clips has one short line per clip.");
            Line++;
        }
        return text;
    }

    private string[]? ReadRecord()
    {
        Line = _parser.RawRow + 1;
        try
        {
            if (!_parser.Read())
                return null;
            if (_parser.Count > MaxFields)
                throw Error($"more than {MaxFields} columns; a list of clips needs two to seven.");
            return _parser.Record;
        }
        catch (MaxFieldSizeException)
        {
            throw Error($"a field is longer than {MaxField} characters; it must be a path, label or time (is a closing quote missing?).");
        }
    }
}
