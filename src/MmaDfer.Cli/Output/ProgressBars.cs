using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>The progress bars of a command, one per step.</summary>
internal sealed class ProgressBars
{
    private readonly ProgressContext? _context;
    private readonly IAnsiConsole? _console;

    private ProgressBars(ProgressContext? context, IAnsiConsole? console) => (_context, _console) = (context, console);

    public static ProgressBars None { get; } = new(null, null);

    /// <summary>Runs work with visible bars, which are removed at its end.</summary>
    public static Task<T> Show<T>(IAnsiConsole console, Func<ProgressBars, Task<T>> work) =>
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => work(new ProgressBars(context, console)));

    /// <summary>Adds a bar for a step, which takes the completed share, 0 to 1; null if no bars are shown.</summary>
    public IProgress<double>? AddStep(string name)
    {
        if (_context is null)
            return null;
        ProgressTask task = _context.AddTask(Markup.Escape(name), maxValue: 1);
        return new Bar(task);
    }

    /// <summary>Adds a bar as <see cref="AddStep"/> does, with an action that changes its text; both null if no bars are shown.</summary>
    public (IProgress<double>? Bar, Action<string>? Describe) AddDescribedStep(string name)
    {
        if (_context is null)
            return (null, null);
        ProgressTask task = _context.AddTask(Markup.Escape(name), maxValue: 1);
        return (new Bar(task), text => task.Description = Markup.Escape(text));
    }

    /// <summary>Writes a line above the bars or, if none are shown, to <paramref name="otherwise"/>.</summary>
    public void WriteLine(string line, TextWriter otherwise)
    {
        if (_console is null)
            otherwise.WriteLine(line);
        else
            _console.WriteLine(line);
    }

    /// <summary>Adds a bar for a step of unknown length, shown until the result is disposed; null if no bars are shown.</summary>
    public IDisposable? AddWait(string name)
    {
        if (_context is null)
            return null;
        ProgressTask task = _context.AddTask(Markup.Escape(name), maxValue: 1).IsIndeterminate();
        return new Waiting(task);
    }

    private sealed class Waiting(ProgressTask task) : IDisposable
    {
        public void Dispose()
        {
            task.IsIndeterminate = false;
            task.Value = 1;
        }
    }

    // Not Progress<double>, which would report late and out of order on other threads.
    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
