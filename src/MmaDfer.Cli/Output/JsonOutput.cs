using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MmaDfer.Cli.Output;

/// <summary>Writes the JSON object of <c>--json</c> on one line in ASCII, safe for any console or pipe.</summary>
internal static class JsonOutput
{
    public static void Write(TextWriter output, Action<Utf8JsonWriter> properties)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }
        // Written only when complete: an error leaves standard output empty.
        output.WriteLine(Encoding.UTF8.GetString(bytes.WrittenSpan));
        output.Flush();
    }

    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
