using System.Globalization;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;
using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>Describes a model file for people.</summary>
internal static class InfoTables
{
    public static void Write(IAnsiConsole console, ModelInfo info, bool withTensors)
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("", "");
        Row(table, "File", info.Path);
        Row(table, "Size", Invariant($"{info.FileSize / 1e6:N1} MB"));
        Row(table, "Kind", info.Kind switch
        {
            ModelFileKind.Model => "model of this SDK",
            ModelFileKind.Adapter => "adapter; 'mmadfer merge' joins it with the model it was trained on",
            ModelFileKind.Checkpoint => "MMA-DFER checkpoint; 'mmadfer convert' makes a model file of it",
            ModelFileKind.UnimodalCheckpoint => "pretrained encoder; 'mmadfer init' starts a model from two of them",
            _ => "tensors, but no MMA-DFER network",
        });
        if (info.ImageSize is int size)
            Row(table, "Frames", Invariant($"{size} x {size} pixels"));
        if (info.Labels.Count > 0)
            Row(table, "Labels", string.Join(", ", info.Labels));
        if (info.Variant is { } variant)
        {
            Row(table, "Fusion", VariantText.Of(variant.Fusion) + (info.Latent is int latent ? Invariant($", latent {latent} wide") : ""));
            Row(table, "Prompts", Invariant($"{variant.PromptUpdates} updates"));
            Row(table, "Temporal", Temporal(variant));
        }
        Row(table, "Parameters", Invariant($"{info.ParameterCount:N0}")
            + (info.TrainedParameterCount is long trained ? Invariant($", of which training changes {trained:N0}") : ""));
        Row(table, "Tensors", Invariant($"{info.Tensors.Count:N0} ({string.Join(", ", Types(info))})"));
        string[] told = ["labels", "image_size", "classes", .. info.Variant is { } known ? (string[])["latent", .. VariantText.Metadata(known).Keys] : []];
        foreach ((string key, string value) in info.Metadata.Where(m => !told.Contains(m.Key)).OrderBy(m => m.Key, StringComparer.Ordinal))
            Row(table, key, value);
        console.Write(table);
        if (withTensors)
            WriteTensors(console, info);
    }

    private static void WriteTensors(IAnsiConsole console, ModelInfo info)
    {
        var table = new Table().Border(TableBorder.None).AddColumns("tensor", "type", "shape");
        foreach (TensorInfo tensor in info.Tensors)
            table.AddRow(new Text(tensor.Name), new Text(TensorTypes.Name(tensor.Type)), new Text($"{tensor.Shape}"));
        console.Write(table);
    }

    private static string Temporal(NetworkVariant variant)
    {
        string adapters = Invariant($"adapters {variant.TemporalAdapterWidth} wide after each block");
        return !variant.HasTemporalAdapters ? "final transformer" : variant.FinalTransformer ? $"{adapters}, final transformer" : adapters;
    }

    private static IEnumerable<string> Types(ModelInfo info) =>
        info.Tensors.CountBy(t => t.Type).OrderByDescending(t => t.Value).Select(t => TensorTypes.Name(t.Key));

    private static void Row(Table table, string name, string value) => table.AddRow(new Text(name), new Text(Clean(value)));

    /// <summary>Texts of a file must not steer the terminal.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
