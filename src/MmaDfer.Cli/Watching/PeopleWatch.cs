using System.Globalization;
using System.Text.Json;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk;

namespace MmaDfer.Cli.Watching;

/// <summary><c>mmadfer watch --people</c>: a line for each new reading of each person.</summary>
internal static class PeopleWatch
{
    public static async Task Run(IAsyncEnumerable<IReadOnlyList<ScenePerson>> rounds, WatchSettings settings, Terminal terminal)
    {
        bool any = false;
        var last = new Dictionary<int, TimeSpan>();
        await foreach (IReadOnlyList<ScenePerson> people in rounds)
        {
            any = true;
            foreach (ScenePerson person in people)
            {
                if (person.Reading is not { } reading || (last.TryGetValue(person.Id, out TimeSpan before) && before == reading.Time))
                    continue;
                if (!settings.Input.IsLive && reading.Time > settings.Length)
                    return;
                last[person.Id] = reading.Time;
                if (settings.Json)
                    JsonOutput.Write(terminal.Output, json => WriteJson(json, person, reading));
                else
                    WriteLine(terminal.Output, person, reading);
            }
        }
        if (!any)
            throw new MediaException($"{settings.Input} is too short to watch; more than one frame is needed.");
        if (last.Count == 0)
            terminal.WriteWarnings(["There was nobody to be seen."]);
    }

    private static void WriteLine(TextWriter output, ScenePerson person, EmotionReading reading)
    {
        string speaks = person.IsSpeaking switch { true => " speaks", false => "", null => " speaks?" };
        string notes = WatchLine.FormatNotes(reading.Flags);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{WatchLine.FormatTime(reading)}  person {person.Id}{speaks}: {reading.Label ?? "-"} {100 * reading.Confidence:0} %{(notes.Length > 0 ? $"  ({notes})" : "")}"));
        output.Flush();
    }

    private static void WriteJson(Utf8JsonWriter json, ScenePerson person, EmotionReading reading)
    {
        json.WriteNumber("person", person.Id);
        if (person.IsSpeaking is { } speaking)
            json.WriteBoolean("speaking", speaking);
        else
            json.WriteNull("speaking");
        json.WriteBoolean("visible", person.IsVisible);
        json.WriteStartArray("box");
        foreach (float value in (ReadOnlySpan<float>)[person.Face.X, person.Face.Y, person.Face.Width, person.Face.Height])
            json.WriteNumberValue(value);
        json.WriteEndArray();
        WatchJson.Write(json, reading);
    }
}
