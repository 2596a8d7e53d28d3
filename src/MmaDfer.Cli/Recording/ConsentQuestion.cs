using MmaDfer.Sdk;
using MmaDfer.Sdk.Training.Recording;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Cli.Recording;

/// <summary>Asks for the consent to a recording, before any device is opened.</summary>
internal static class ConsentQuestion
{
    private const int MaxBytes = 128_000;

    /// <summary>The consent: given on the command line, given before and noted in the set, or given now.</summary>
    /// <exception cref="DatasetException">There is none.</exception>
    public static RecordingConsent Ask(RecordSettings settings, TextWriter screen, TextReader input)
    {
        string text = ReadText(settings.Consent);
        RecordingConsent? earlier = settings.Person is { } person ? RecordingConsent.Find(settings.Folder, person, text) : null;
        if (settings.ConsentGiven is { } given)
            return earlier?.By == given.Trim() ? earlier : Create(text, given);
        if (earlier is not null)
        {
            screen.WriteLine(FormattableString.Invariant($"{earlier.By} agreed to this recording at {earlier.At:yyyy-MM-dd HH:mm} UTC."));
            return earlier;
        }
        if (settings.Unattended)
            throw new DatasetException("Nothing is recorded without a consent: name who agreed with --consent-given, or leave out --unattended to be asked.");
        screen.WriteLine(text.TrimEnd());
        screen.WriteLine();
        screen.Write("If you agree, type your name (for a child, a parent's); otherwise press Enter: ");
        screen.Flush();
        string? name = input.ReadLine();
        screen.WriteLine();
        return string.IsNullOrWhiteSpace(name)
            ? throw new DatasetException("Nobody agreed, so nothing was recorded.")
            : Create(text, name);
    }

    private static RecordingConsent Create(string text, string by)
    {
        try
        {
            return new RecordingConsent(text, by, DateTimeOffset.UtcNow);
        }
        catch (ArgumentException exception)
        {
            throw new DatasetException(exception.Message.Split(" (Parameter", 2)[0], exception);
        }
    }

    private static string ReadText(string given)
    {
        try
        {
            if (File.Exists(given))
            {
                return new FileInfo(given).Length <= MaxBytes
                    ? File.ReadAllText(given)
                    : throw new DatasetException($"{Printable.Path(given)}: the text that is agreed to has more than {MaxBytes} bytes; nobody reads that.");
            }
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            throw new DatasetException($"{Printable.Path(given)}: the text that is agreed to cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        // A single word is the name of a file that is not there.
        return given.Trim().Contains(' ', StringComparison.Ordinal)
            ? given
            : throw new DatasetException($"--consent {Printable.Path(given)}: this is neither a file nor a text that somebody could agree to.");
    }
}
