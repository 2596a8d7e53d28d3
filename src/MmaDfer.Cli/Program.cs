using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using MmaDfer.Cli.Commands;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.TorchSharp;

namespace MmaDfer.Cli;

/// <summary>The <c>mmadfer</c> command.</summary>
internal static class Program
{
    private const string DebugVariable = "MMADFER_DEBUG";

    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            // The first signal stops the work cleanly, so that no half-written file is left; the second ends the process at once.
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        // Sent when the terminal or its connection closes; nohup makes the process ignore it.
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await Run(args, Console.Out, Console.Error, stop.Token);
    }

    /// <summary>Runs one command line; writes only to the given writers and never throws.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    internal static async Task<int> Run(
        string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        try
        {
            TorchEngines.Register();
            RootCommand root = RootCommands.Create(new Terminal(output, error));
            // Without arguments, show the help, but with an exit code that tells scripts that nothing was done.
            bool isEmpty = args.Length == 0;
            ParseResult parsed = root.Parse(isEmpty ? ["--help"] : args, new ParserConfiguration
            {
                // A file name may start with @.
                ResponseFileTokenReplacer = null,
            });
            if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
                return ReportMisuse(parsed, error);
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            int code = await parsed.InvokeAsync(configuration, cancellationToken);
            return isEmpty ? ExitCode.Usage : code;
        }
        catch (OperationCanceledException)
        {
            return ReportFailure(error, "Cancelled.", ExitCode.Cancelled, null);
        }
        catch (EngineException exception)
        {
            return ReportFailure(error, exception.Message, ExitCode.EngineNotAvailable, exception);
        }
        catch (MmaDferException exception)
        {
            return ReportFailure(error, exception.Message, ExitCode.BadInput, exception);
        }
        catch (Exception exception)
        {
            return ReportFailure(
                error, $"A bug in mmadfer: {exception.GetType().Name}: {exception.Message} Set {DebugVariable}=1 for the stack trace.",
                ExitCode.Bug, exception);
        }
    }

    private static int ReportMisuse(ParseResult parsed, TextWriter error)
    {
        foreach (ParseError problem in parsed.Errors)
            error.WriteLine(ToOneLine(problem.Message));
        string command = parsed.CommandResult.Command is RootCommand ? "" : " " + parsed.CommandResult.Command.Name;
        error.WriteLine($"See: mmadfer{command} --help");
        return ExitCode.Usage;
    }

    private static int ReportFailure(TextWriter error, string message, int code, Exception? exception)
    {
        error.WriteLine(ToOneLine(message));
        if (exception is not null && Environment.GetEnvironmentVariable(DebugVariable) == "1")
            error.WriteLine(exception);
        return code;
    }

    private static string ToOneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
