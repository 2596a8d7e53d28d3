using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>Progress bars of one command, one for each of its steps.</summary>
internal sealed class ProgressBars
{
    private readonly ProgressContext? _context;
    private readonly IAnsiConsole? _console;

    private ProgressBars(ProgressContext? context, IAnsiConsole? console) => (_context, _console) = (context, console);

    public static ProgressBars None { get; } = new(null, null);

    /// <summary>Does the work while its bars show; they vanish at its end.</summary>
    public static Task<T> Show<T>(IAnsiConsole console, Func<ProgressBars, Task<T>> work) =>
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => work(new ProgressBars(context, console)));

    /// <summary>A bar for a step, to be told its share done, 0 to 1; null where no bars show.</summary>
    public IProgress<double>? Step(string name)
    {
        if (_context is null)
            return null;
        ProgressTask task = _context.AddTask(Markup.Escape(name), maxValue: 1);
        return new Bar(task);
    }

    /// <summary>A bar as <see cref="Step"/> gives it, and what changes the text before it; both null where no bars show.</summary>
    public (IProgress<double>? Bar, Action<string>? Describe) DescribedStep(string name)
    {
        if (_context is null)
            return (null, null);
        ProgressTask task = _context.AddTask(Markup.Escape(name), maxValue: 1);
        return (new Bar(task), text => task.Description = Markup.Escape(text));
    }

    /// <summary>Writes a line: above the bars, or where no bars show, to what is given.</summary>
    public void WriteLine(string line, TextWriter otherwise)
    {
        if (_console is null)
            otherwise.WriteLine(line);
        else
            _console.WriteLine(line);
    }

    /// <summary>A bar for a step of unknown length, until the result is disposed; null where no bars show.</summary>
    public IDisposable? Wait(string name)
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

    // Not Progress<double>: that would report later, and out of order, on other threads.
    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
