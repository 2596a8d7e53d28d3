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
            // In good order, so that no half file stays behind; whoever asks twice ends the program at once.
            context.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        // When the terminal or the connection to it is closed; not under nohup, which ignores it.
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await Run(args, Console.Out, Console.Error, stop.Token);
    }

    /// <summary>Runs one command line; writes nowhere else, and never throws.</summary>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    internal static async Task<int> Run(
        string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        try
        {
            TorchEngines.Register();
            RootCommand root = RootCommands.Create(new Terminal(output, error));
            // Nothing is said: show what can be said, but scripts must see that nothing was done.
            bool asksNothing = args.Length == 0;
            ParseResult parsed = root.Parse(asksNothing ? ["--help"] : args, new ParserConfiguration
            {
                // A file may well be called @something.
                ResponseFileTokenReplacer = null,
            });
            if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
                return Misused(parsed, error);
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            int code = await parsed.InvokeAsync(configuration, cancellationToken);
            return asksNothing ? ExitCode.Usage : code;
        }
        catch (OperationCanceledException)
        {
            return Failed(error, "Cancelled.", ExitCode.Cancelled, null);
        }
        catch (EngineException exception)
        {
            return Failed(error, exception.Message, ExitCode.EngineNotAvailable, exception);
        }
        catch (MmaDferException exception)
        {
            return Failed(error, exception.Message, ExitCode.BadInput, exception);
        }
        catch (Exception exception)
        {
            return Failed(
                error, $"A fault in mmadfer: {exception.GetType().Name}: {exception.Message} Set {DebugVariable}=1 to see where.",
                ExitCode.Bug, exception);
        }
    }

    private static int Misused(ParseResult parsed, TextWriter error)
    {
        foreach (ParseError problem in parsed.Errors)
            error.WriteLine(OneLine(problem.Message));
        string command = parsed.CommandResult.Command is RootCommand ? "" : " " + parsed.CommandResult.Command.Name;
        error.WriteLine($"See: mmadfer{command} --help");
        return ExitCode.Usage;
    }

    private static int Failed(TextWriter error, string message, int code, Exception? exception)
    {
        error.WriteLine(OneLine(message));
        if (exception is not null && Environment.GetEnvironmentVariable(DebugVariable) == "1")
            error.WriteLine(exception);
        return code;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
