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
        var command = new Command("convert", "Converts an official checkpoint to a model file.")
        {
            input, output, labels, rate, sure, license, half, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ModelConvertOptions
            {
                Labels = parsed.GetValue(labels),
                License = parsed.GetValue(license),
                SampleRate = parsed.GetResult(rate) is null ? null : parsed.GetValue(rate),
                SureFrom = parsed.GetResult(sure) is null ? null : (float)parsed.GetValue(sure),
                Precision = parsed.GetValue(half) ? Precision.Float16 : Precision.Float32,
            };
            string from = parsed.GetValue(input)!, to = parsed.GetValue(output)!;
            ModelInfo info = await terminal.RunWithProgress(
                parsed.GetValue(json),
                bar => Task.Run(
                    () => ModelConverter.Convert(from, to, options, bar.AddStep($"Converting {from}"), cancellationToken), cancellationToken));
            InfoOutput.Write(terminal, info, parsed.GetValue(json), withTensors: false);
            return ExitCode.Done;
        });
        return command;
    }
}
