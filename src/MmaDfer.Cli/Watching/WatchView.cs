using System.Globalization;
using MmaDfer.Sdk;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MmaDfer.Cli.Watching;

/// <summary>The live view of <c>mmadfer watch</c>: a bar for each emotion, in a fixed order.</summary>
internal static class WatchView
{
    private const int BarWidth = 40, LabelWidth = 30;

    public static Task Show(IAnsiConsole console, string title, Func<Action<EmotionReading>, Task> watch) =>
        console.Live(new Text($"{title}: waiting ..."))
            .StartAsync(context => watch(reading => context.UpdateTarget(Draw(console.Profile, title, reading))));

    public static IRenderable Draw(Profile profile, string title, EmotionReading reading)
    {
        char bar = profile.Capabilities.Unicode ? '█' : '#';
        int width = Math.Clamp(profile.Width - LabelWidth, 1, BarWidth);
        var table = new Table().Border(TableBorder.None).HideHeaders()
            .AddColumns(new TableColumn(""), new TableColumn("").RightAligned(), new TableColumn("").Width(width));
        for (int i = 0; i < reading.Labels.Count; i++)
        {
            string label = reading.Labels[i];
            float probability = reading.Probabilities[i];
            Style style = label == reading.Label ? new Style(Color.Green, decoration: Decoration.Bold) : Style.Plain;
            table.AddRow(
                new Text(label, style),
                new Text(string.Create(CultureInfo.InvariantCulture, $"{100 * probability:0.0} %"), style),
                new Text(new string(bar, (int)Math.Round(width * probability)), style));
        }
        return new Rows(new Text(title), table, new Text(FormatStatus(reading)));
    }

    private static string FormatStatus(EmotionReading reading)
    {
        string affect = reading is { Valence: { } valence, Arousal: { } arousal }
            ? string.Create(CultureInfo.InvariantCulture, $", valence {valence:+0.0;-0.0;0.0}, arousal {arousal:+0.0;-0.0;0.0}")
            : "";
        string notes = WatchLine.FormatNotes(reading.Flags);
        return $"{WatchLine.FormatTime(reading)}  {reading.Label ?? "-"}{affect}{(notes.Length > 0 ? $" ({notes})" : "")}. Ctrl+C stops it.";
    }
}
