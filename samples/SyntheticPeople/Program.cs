using System.Diagnostics;
using MmaDfer.Samples.SyntheticPeople.Files;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.Voices;

namespace MmaDfer.Samples.SyntheticPeople;

/// <summary>Makes clips of rendered people who express seven emotions; see README.md.</summary>
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

    /// <param name="args">See <see cref="Arguments.Usage"/>.</param>
    /// <param name="output">What was done.</param>
    /// <param name="error">What went wrong, one sentence.</param>
    /// <param name="cancellationToken">Stops between two clips.</param>
    /// <param name="flite">The program that speaks sentences.</param>
    /// <returns>0; 1 if files cannot be read or written; 2 if the command line is wrong; 130 if interrupted.</returns>
    internal static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default, string flite = FreeSpeech.Program)
    {
        try
        {
            Arguments arguments = Arguments.Parse(args);
            Head head = arguments.MakeHuman is { } other
                ? HeadCache.Open(arguments.Cache, "makehuman", MakeHumanFolder.Files(other), () => MakeHumanFolder.Read(other))
                : HeadCache.Open(arguments.Cache, "facekit", FaceKitFolder.Files(arguments.FaceKit!), () => FaceKitFolder.Read(arguments.FaceKit!));
            if (arguments.Sheet is { } sheet)
            {
                File.WriteAllBytes(sheet, PeopleSheet.Png(head, arguments.Settings, arguments.Rows));
                output.WriteLine($"The contact sheet is in {sheet}");
            }
            if (arguments.Out is { } folder)
            {
                var watch = Stopwatch.StartNew();
                PeopleSettings settings = arguments.Settings;
                if (settings.SpeechShare > 0 && !FreeSpeech.IsInstalled(flite))
                {
                    error.WriteLine($"{flite} is not installed: no clip has words, all voices speak syllables of no language.");
                    settings = settings with { SpeechShare = 0 };
                }
                PeopleFolder.Write(folder, head, settings, arguments.Clips, Report, cancellationToken);
                output.WriteLine($"{arguments.Clips} clips of {arguments.Settings.Identities} people are in {Path.Combine(folder, PeopleFolder.ListName)}, after {watch.Elapsed:h\\:mm\\:ss}");
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
        catch (Exception problem) when (Failure(problem) is not null)
        {
            error.WriteLine(Failure(problem)!.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Interrupted: the list was not written, so the clips cannot be used. Run again.");
            return 130;
        }
    }

    /// <summary>The trouble with files behind an exception, if it is one.</summary>
    private static Exception? Failure(Exception problem)
    {
        Exception inner = (problem as AggregateException)?.InnerException ?? problem;
        return inner is IOException or UnauthorizedAccessException or InvalidDataException ? inner : null;
    }
}
