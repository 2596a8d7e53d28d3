using MmaDfer.Samples.SyntheticFaces.Files;

namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>Makes clips of talking faces that express seven emotions; see README.md.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            stop.Cancel();
        };
        return Run(args, Console.Out, Console.Error, stop.Token);
    }

    /// <returns>0; 1 if files cannot be written; 2 if the command line is wrong; 130 if interrupted.</returns>
    internal static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        try
        {
            Arguments arguments = Arguments.Parse(args);
            if (arguments.Sheet is { } sheet)
            {
                File.WriteAllBytes(sheet, ContactSheet.Png(arguments.Settings, people: 2));
                output.WriteLine($"The contact sheet is in {sheet}");
            }
            if (arguments.Join is { } name)
            {
                JoinedClip.Write(name, arguments.Settings, arguments.Clips, arguments.Margin);
                output.WriteLine($"{ClipSettings.Seconds * arguments.Clips:0} s of one person are in {name}.y4m and {name}.wav, and what it shows in {name}.csv");
            }
            if (arguments.Out is { } folder)
            {
                ClipFolder.Write(folder, arguments.Settings, arguments.Clips, Report, cancellationToken);
                output.WriteLine($"{arguments.Clips} clips of {arguments.Settings.Identities} people are in {Path.Combine(folder, ClipFolder.ListName)}");
            }
            return 0;

            void Report(int done)
            {
                if (done % 250 == 0)
                    output.WriteLine($"{done} of {arguments.Clips} clips");
            }
        }
        catch (ArgumentException problem)
        {
            error.WriteLine(problem.Message);
            return 2;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException
            || (problem as AggregateException)?.InnerException is IOException or UnauthorizedAccessException)
        {
            error.WriteLine((problem.InnerException ?? problem).Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Interrupted: the list was not written, so the clips cannot be used. Run again.");
            return 130;
        }
    }
}
