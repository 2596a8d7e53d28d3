using System.Text;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Data;

/// <summary>
/// Reads a CSV file record by record (RFC 4180): commas, quotes around fields that hold commas, quotes or line ends, quotes
/// within them doubled. Rows without any text are passed over. Only UTF-8, with or without a mark at its start.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    public const long MaxBytes = 32 * 1024 * 1024;

    private const int MaxField = 32768, MaxFields = 256;

    private readonly string _origin;
    private readonly StreamReader _text;
    private readonly StringBuilder _field = new();
    private int _line = 1;

    public CsvReader(string path)
    {
        _origin = Printable.Path(path);
        _text = DatasetFile.OpenText(path, MaxBytes);
    }

    /// <summary>The line on which the last record began, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next record's fields; null at the end of the file.</summary>
    public List<string>? Read()
    {
        while (true)
        {
            List<string>? fields = DatasetFile.Guard(_origin, ReadRecord);
            // Spreadsheets write the commas of rows that are empty.
            if (fields is null || fields.Exists(f => !string.IsNullOrWhiteSpace(f)))
                return fields;
        }
    }

    /// <summary>What is wrong with the last record.</summary>
    public DatasetException Wrong(string what) => new($"{_origin}, line {Line}: {what}");

    public void Dispose() => _text.Dispose();

    private List<string>? ReadRecord()
    {
        Line = _line;
        if (_text.Peek() < 0)
            return null;
        var fields = new List<string>();
        while (ReadField(fields))
        {
        }
        return fields;
    }

    /// <returns>Whether another field follows in the same record.</returns>
    private bool ReadField(List<string> fields)
    {
        _field.Clear();
        int next = _text.Read();
        bool quoted = next == '"';
        if (quoted)
        {
            ReadQuoted();
            next = _text.Read();
            if (next is not (',' or '\r' or '\n' or -1))
                throw Wrong($"text follows the closing quote of column {fields.Count + 1}; write quotes within a field twice.");
        }
        for (; next is not (',' or '\r' or '\n' or -1); next = _text.Read())
        {
            if (next == '"')
                throw Wrong($"a quote stands within column {fields.Count + 1}; put the whole field in quotes and write those within it twice.");
            Append((char)next);
        }
        if (fields.Count == MaxFields)
            throw Wrong($"more than {MaxFields} columns; a list of clips needs two to seven.");
        fields.Add(_field.ToString());
        if (next == ',')
            return true;
        if (next == '\r' && _text.Peek() == '\n')
            _text.Read();
        _line++;
        return false;
    }

    private void ReadQuoted()
    {
        while (true)
        {
            int next = _text.Read();
            if (next == '"')
            {
                if (_text.Peek() != '"')
                    return;
                _text.Read();
            }
            if (next < 0)
                throw Wrong("a quoted field is not closed before the end of the file.");
            if (next == '\n')
                _line++;
            Append((char)next);
        }
    }

    private void Append(char letter)
    {
        if (_field.Length == MaxField)
            throw Wrong($"a field is longer than {MaxField} characters; a path, label or time is needed (is a closing quote missing?).");
        _field.Append(letter);
    }
}
