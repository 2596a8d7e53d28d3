using System.Globalization;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;
using Spectre.Console;

namespace MmaDfer.Cli.Output;

/// <summary>Describes a model file as tables.</summary>
internal static class InfoTables
{
    public static void Write(IAnsiConsole console, ModelInfo info, bool withTensors)
    {
        Table table = NamedValues.CreateTable();
        AddRow(table, "File", info.Path);
        AddRow(table, "Size", Format($"{info.FileSize / 1e6:N1} MB"));
        AddRow(table, "Kind", info.Kind switch
        {
            ModelFileKind.Model => "model of this SDK",
            ModelFileKind.Adapter => "adapter; 'mmadfer merge' merges it with its model",
            ModelFileKind.Checkpoint => "MMA-DFER checkpoint; 'mmadfer convert' converts it to a model file",
            ModelFileKind.UnimodalCheckpoint => "pretrained encoder; 'mmadfer init' starts a model from two of them",
            _ => "tensors, but not an MMA-DFER network",
        });
        if (info.ImageSize is int size)
            AddRow(table, "Frames", Format($"{size} x {size} pixels{(info.AlignsFaces ? ", faces aligned by eyes and mouth" : "")}"));
        if (info.Kind is ModelFileKind.Model or ModelFileKind.Adapter)
            AddRow(table, "Audio", info.SampleRate is int rate ? Format($"{rate} Hz; other rates are converted") : "at its own rate");
        if (info.Labels.Count > 0)
            AddRow(table, "Labels", string.Join(", ", info.Labels));
        if (info.Variant is { } variant)
        {
            AddRow(table, "Fusion", VariantText.Of(variant.Fusion) + (info.Latent is int latent ? Format($", latent {latent} wide") : ""));
            AddRow(table, "Prompts", Format($"{variant.PromptUpdates} updates"));
            AddRow(table, "Temporal", DescribeTemporal(variant));
        }
        AddRow(table, "Parameters", Format($"{info.ParameterCount:N0}")
            + (info.TrainedParameterCount is long trained ? Format($", {trained:N0} of them trainable") : ""));
        AddRow(table, "Tensors", Format($"{info.Tensors.Count:N0} ({string.Join(", ", ListTypes(info))})"));
        if (info.Metadata.GetValueOrDefault(ModelMetadata.Precision) == ByteWeights.Int8)
            AddRow(table, "Format", "linear layers of the encoders in 8 bit, everything else in float32");
        if (info.Kind is ModelFileKind.Model)
            AddRow(table, "Licence", info.License ?? "not stated");
        foreach (string remark in info.Remarks)
            AddRow(table, "Remark", remark);
        string[] shown = ["labels", "image_size", "classes", "sample_rate", ModelMetadata.License, ModelMetadata.Remarks, ModelMetadata.Precision, .. info.Variant is { } known ? (string[])["latent", .. VariantText.Metadata(known).Keys] : []];
        foreach ((string key, string value) in info.Metadata.Where(m => !shown.Contains(m.Key)).OrderBy(m => m.Key, StringComparer.Ordinal))
            AddRow(table, key, value);
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

    private static string DescribeTemporal(NetworkVariant variant)
    {
        string adapters = Format($"adapters {variant.TemporalAdapterWidth} wide after each block");
        return !variant.HasTemporalAdapters ? "final transformer" : variant.FinalTransformer ? $"{adapters}, final transformer" : adapters;
    }

    /// <summary>The number formats of the tensors, the most frequent first.</summary>
    public static IEnumerable<string> ListTypes(ModelInfo info) =>
        info.Tensors.CountBy(t => t.Type).OrderByDescending(t => t.Value).Select(t => TensorTypes.Name(t.Key));

    private static void AddRow(Table table, string name, string value) => table.AddRow(new Text(name), new Text(Clean(value)));

    /// <summary>Replaces control characters: a file's text must not control the terminal.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
