using System.Text.Json;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Cli.Output;

/// <summary>Describes a model file, as tables or as JSON.</summary>
internal static class InfoOutput
{
    public static void Write(Terminal terminal, ModelInfo info, bool json, bool withTensors, Agreement? agreement = null) => terminal.WriteResult(
        json,
        writer =>
        {
            WriteJson(writer, info, withTensors);
            agreement?.WriteJson(writer);
        },
        console =>
        {
            InfoTables.Write(console, info, withTensors);
            agreement?.WriteText(console);
        });

    private static void WriteJson(Utf8JsonWriter json, ModelInfo info, bool withTensors)
    {
        json.WriteString("path", info.Path);
        json.WriteNumber("fileSize", info.FileSize);
        json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(info.Kind.ToString()));
        WriteNumber(json, "imageSize", info.ImageSize);
        json.WriteBoolean("alignsFaces", info.AlignsFaces);
        if (info.Variant is { } variant)
            WriteVariant(json, variant, info.Latent);
        WriteNumber(json, "sampleRate", info.SampleRate);
        WriteNumber(json, "classes", info.Classes);
        json.WriteTexts("labels", info.Labels);
        json.WriteNumber("parameters", info.ParameterCount);
        WriteNumber(json, "trainedParameters", info.TrainedParameterCount);
        json.WriteString("encodersSha256", info.EncodersSha256);
        json.WriteString("license", info.License);
        json.WriteTexts("remarks", info.Remarks);
        json.WriteStartObject("metadata");
        foreach ((string key, string value) in info.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteNumber("tensorCount", info.Tensors.Count);
        json.WriteTexts("tensorTypes", InfoTables.ListTypes(info));
        if (!withTensors)
            return;
        json.WriteStartArray("tensors");
        foreach (TensorInfo tensor in info.Tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("type", TensorTypes.Name(tensor.Type));
            json.WriteStartArray("shape");
            foreach (int size in tensor.Shape.Sizes)
                json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteVariant(Utf8JsonWriter json, NetworkVariant variant, int? latent)
    {
        json.WriteStartObject("variant");
        json.WriteString("fusion", VariantText.Of(variant.Fusion));
        WriteNumber(json, "latent", latent);
        json.WriteNumber("promptUpdates", variant.PromptUpdates);
        json.WriteString("temporal", VariantText.TemporalOf(variant));
        json.WriteNumber("temporalAdapterWidth", variant.TemporalAdapterWidth);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is long number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
