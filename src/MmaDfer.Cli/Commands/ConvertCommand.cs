using System.CommandLine;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Models;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer convert</c>: converts an official checkpoint to a model file.</summary>
internal static class ConvertCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("IN") { Description = "Official checkpoint (.pth) or .safetensors file." };
        var output = new Argument<string>("OUT") { Description = "Model file (.safetensors) to write." };
        Option<IReadOnlyList<string>?> labels = SharedOptions.CreateLabels(required: false);
        Option<int> rate = new Option<int>("--sample-rate")
        {
            Description = "Sample rate in Hz of the audio that the model learned, to which other audio is converted; without it, that of IN. The published models name none: they learned audio at any rate.",
            HelpName = "HZ",
        }.AcceptOnly(ModelMetadata.IsSampleRate, $"a whole number between {ModelMetadata.MinSampleRate} and {ModelMetadata.MaxSampleRate}");
        Option<string?> license = SharedOptions.CreateLicense("; without it, that of IN");
        Option<double> sure = new Option<double>("--sure-from")
        {
            Description = "Confidence from which a prediction counts as sure; readings below it are shown as unsure. 'evaluate --sure' finds it. Without it, that of IN.",
            HelpName = "SHARE",
        }.AcceptOnly(ModelMetadata.IsSureFrom, "a number above 0 and at most 1");
        Option<bool> half = SharedOptions.CreateHalf(), json = SharedOptions.CreateJson();
        var bytes = new Option<bool>("--int8") { Description = "Store the linear layers of the encoders in 8 bit: about a quarter of the size, almost the same predictions; for --precision int8 of the engine cpu, which uses the file in place." };
        var clips = new Option<string[]>("--clips") { Description = "With --int8: videos on which the result is compared with IN.", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        var command = new Command("convert", "Converts an official checkpoint to a model file.")
        {
            input, output, labels, rate, sure, license, half, bytes, clips, json,
        };
        command.Validators.Add(result =>
        {
            SharedOptions.CheckPrecision(result, half, bytes);
            if (result.GetValue(clips) is { Length: > 0 } && !result.GetValue(bytes))
                result.AddError("--clips needs --int8: other formats change predictions too little to compare.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ModelConvertOptions
            {
                Labels = parsed.GetValue(labels),
                License = parsed.GetValue(license),
                SampleRate = parsed.GetResult(rate) is null ? null : parsed.GetValue(rate),
                SureFrom = parsed.GetResult(sure) is null ? null : (float)parsed.GetValue(sure),
                Precision = SharedOptions.PrecisionOf(parsed, half, bytes),
            };
            string from = parsed.GetValue(input)!, to = parsed.GetValue(output)!;
            string[] compared = parsed.GetValue(clips) ?? [];
            if (compared.Length > 0 && Path.GetFullPath(from) == Path.GetFullPath(to))
                throw new ModelFileException($"{to}: with --clips, OUT must be another file than IN, which it is compared with; name another.");
            (ModelInfo info, Agreement? agreement) = await terminal.RunWithProgress(
                parsed.GetValue(json),
                bar => Task.Run(
                    () =>
                    {
                        ModelInfo made = ModelConverter.Convert(from, to, options, bar.AddStep($"Converting {from}"), cancellationToken);
                        return (made, compared.Length == 0 ? null : Agreement.Measure(from, to, compared, bar.AddStep("Comparing"), cancellationToken));
                    },
                    cancellationToken));
            InfoOutput.Write(terminal, info, parsed.GetValue(json), withTensors: false, agreement);
            terminal.WriteWarnings(agreement?.Warning is { } warning ? [warning] : []);
            return ExitCode.Done;
        });
        return command;
    }
}
