using System.Globalization;
using MmaDfer.Sdk;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MmaDfer.Cli.Watching;

/// <summary>The view of <c>mmadfer watch</c> that is drawn over and over: a bar for each emotion, in an order that stays.</summary>
internal static class WatchView
{
    private const int BarWidth = 40, BesideTheBar = 30;

    public static Task Show(IAnsiConsole console, string title, Func<Action<EmotionReading>, Task> watch) =>
        console.Live(new Text($"{title}: waiting ..."))
            .StartAsync(context => watch(reading => context.UpdateTarget(Draw(console.Profile, title, reading))));

    public static IRenderable Draw(Profile profile, string title, EmotionReading reading)
    {
        char bar = profile.Capabilities.Unicode ? '█' : '#';
        int width = Math.Clamp(profile.Width - BesideTheBar, 1, BarWidth);
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
        return new Rows(new Text(title), table, new Text(Status(reading)));
    }

    private static string Status(EmotionReading reading)
    {
        string place = reading is { Valence: { } valence, Arousal: { } arousal }
            ? string.Create(CultureInfo.InvariantCulture, $", valence {valence:+0.0;-0.0;0.0}, arousal {arousal:+0.0;-0.0;0.0}")
            : "";
        string notes = WatchLine.Notes(reading.Flags);
        return $"{WatchLine.Time(reading)}  {reading.Label ?? "-"}{place}{(notes.Length > 0 ? $" ({notes})" : "")}. Ctrl+C ends it.";
    }
}
