using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>Where the program writes: answers to <see cref="Output"/>, notes and errors to <see cref="Error"/>.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error)
{
    private const int WideEnough = 500;

    public TextWriter Output { get; } = output;

    public TextWriter Error { get; } = error;

    /// <summary>Tables and colours on standard output. Made when first used: JSON must not wait for it.</summary>
    public IAnsiConsole Console => field ??= Open(Output);

    /// <summary>Whether somebody looks at standard output, on something that can be drawn over.</summary>
    public bool CanRedraw => Console.Profile.Out.IsTerminal && Console.Profile.Capabilities.Ansi;

    /// <summary>Does some work while progress bars show on standard error; none with JSON, or where nobody looks.</summary>
    public Task<T> WithProgress<T>(bool json, Func<ProgressBars, Task<T>> work) =>
        json || !ReferenceEquals(Error, System.Console.Error) || System.Console.IsErrorRedirected
            ? work(ProgressBars.None)
            : ProgressBars.Show(Open(Error), work);

    /// <summary>Says on standard error what was repaired or guessed.</summary>
    public void Warning(IEnumerable<string> warnings)
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
            // Told, since the detection takes some pipes for terminals.
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        });
        // In a pipe or a file, lines must not break in the middle of a name.
        if (!output.IsTerminal)
            console.Profile.Width = WideEnough;
        return console;
    }
}
