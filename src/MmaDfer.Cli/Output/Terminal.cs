using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>The program's outputs: results go to <see cref="Output"/>, notes and errors to <see cref="Error"/>.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    private const int PipeWidth = 500;

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Tables and colours on standard output. Created on first use, as JSON does not need it.</summary>
    public IAnsiConsole Console => field ??= Open(Output);

    /// <summary>Whether standard output is a terminal that can be redrawn.</summary>
    public bool CanRedraw => Console.Profile.Out.IsTerminal && Console.Profile.Capabilities.Ansi;

    /// <summary>Runs work with progress bars on standard error; without bars for JSON, or if standard error is not a terminal.</summary>
    public Task<T> RunWithProgress<T>(bool json, Func<ProgressBars, Task<T>> work) =>
        json || !ReferenceEquals(Error, System.Console.Error) || System.Console.IsErrorRedirected
            ? work(ProgressBars.None)
            : ProgressBars.Show(Open(Error), work);

    /// <summary>Writes a result to standard output: as the properties of one JSON object, or as tables.</summary>
    public void WriteResult(bool json, Action<Utf8JsonWriter> writeProperties, Action<IAnsiConsole> writeTables)
    {
        if (json)
            JsonOutput.Write(Output, writeProperties);
        else
            writeTables(Console);
    }

    /// <summary>Writes warnings to standard error.</summary>
    public void WriteWarnings(IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
            Error.WriteLine($"Warning: {warning}");
    }

    private static IAnsiConsole Open(TextWriter writer)
    {
        var output = new AnsiConsoleOutput(writer);
        if (!output.IsTerminal)
            output = new AnsiConsoleOutput(new TrimmedLines(writer));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            // Set explicitly, as the detection mistakes some pipes for terminals.
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        // In a pipe or a file, lines must not be wrapped.
        if (!output.IsTerminal)
            console.Profile.Width = PipeWidth;
        return console;
    }
}

/// <summary>Tables of two columns without a border: names and values.</summary>
internal static class NamedValues
{
    public static Table CreateTable() => new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");

    public static void AddValue(this Table table, string name, FormattableString value) =>
        table.AddRow(new Text(name), new Text(value.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>
/// Passes text on without trailing spaces: tables pad each line to the full width, which in a pipe or a file is hundreds of spaces.
/// </summary>
internal sealed class TrimmedLines(TextWriter inner) : TextWriter
{
    private int _spaces;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (value == ' ')
        {
            _spaces++;
            return;
        }
        if (value is not ('\r' or '\n'))
        {
            for (; _spaces > 0; _spaces--)
                inner.Write(' ');
        }
        _spaces = 0;
        inner.Write(value);
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();
}
