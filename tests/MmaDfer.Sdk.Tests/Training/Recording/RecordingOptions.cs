using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Training.Recording;

namespace MmaDfer.Sdk.Tests.Training.Recording;

/// <summary>Options of recordings in tests.</summary>
internal static class RecordingOptions
{
    public static RecordingConsent Consent { get; } = new("You may record me, \"for once\",\nas Ünïcødé.", "A parent", new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));

    public static ClipRecorderOptions Of(TemporaryFolder folder, string person = "Ann, 1") => new()
    {
        Folder = folder["set"], Person = person, Consent = Consent, Labels = ["happy", "sad"], ClipsPerLabel = 2, Length = TimeSpan.FromSeconds(1),
        Size = DrawnCamera.Size, Countdown = TimeSpan.FromSeconds(1), Modality = Modality.Video, Device = "a camera",
    };

    /// <summary>The rows of the list as columns by name, with the header's names.</summary>
    public static List<Dictionary<string, string>> Rows(TemporaryFolder folder)
    {
        ClipTable table = ClipTable.Read(folder["set", "clips.csv"]);
        return [.. table.Rows.Select(r => table.Header.Zip(r).ToDictionary(p => p.First, p => p.Second))];
    }
}
