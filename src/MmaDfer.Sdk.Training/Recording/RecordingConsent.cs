using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>That somebody agreed to be recorded: who, when, and to which text. Immutable.</summary>
public sealed record RecordingConsent
{
    /// <summary>States a consent.</summary>
    /// <param name="text">The text that was shown, at most 32,000 characters.</param>
    /// <param name="by">Who agreed: the recorded person, or who may for them, such as a parent. At most 200 characters on one line.</param>
    /// <param name="at">When.</param>
    /// <exception cref="ArgumentException">The text or the name is empty or too long.</exception>
    public RecordingConsent(string text, string by, DateTimeOffset at)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        if (text.Length > 32_000)
            throw new ArgumentException("The text has more than 32,000 characters; nobody reads that before a recording.", nameof(text));
        if (by.Length > 200 || by.Any(char.IsControl))
            throw new ArgumentException("Who agreed must be a name of at most 200 characters on one line.", nameof(by));
        (Text, By, At) = (text, by.Trim(), at);
    }

    /// <summary>The text that was shown.</summary>
    public string Text { get; }

    /// <summary>Who agreed.</summary>
    public string By { get; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; }

    /// <summary>SHA-256 of the text in UTF-8, in lower-case hexadecimal digits: a changed text shows.</summary>
    public string TextSha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>Looks up whether a person agreed to the same text before, so that nobody is asked again at each run.</summary>
    /// <param name="folder">Folder of the set (<see cref="ClipRecorderOptions.Folder"/>), which need not exist.</param>
    /// <param name="person">Who is recorded.</param>
    /// <param name="text">The text.</param>
    /// <returns>The last consent of which there is a clip; null for none.</returns>
    /// <exception cref="DatasetException">The list of the set is damaged.</exception>
    public static RecordingConsent? Find(string folder, string person, string text)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(person);
        string list = Path.Combine(folder, SetFolder.ListName), hash = new RecordingConsent(text, "-", default).TextSha256;
        if (!File.Exists(list))
            return null;
        ClipTable table = ClipTable.Read(list);
        string[]? row = table.Rows.FindLast(r => table.Field(r, "person") == person.Trim() && table.Field(r, "consent_sha256") == hash);
        return row is not null && table.Field(row, "consent_by") is { Length: > 0 } by
            && DateTimeOffset.TryParse(table.Field(row, "consent_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at)
            ? new RecordingConsent(text, by, at)
            : null;
    }
}
