using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>
/// Cuts labelled spans out of films, into a set like that of a <see cref="ClipRecorder"/>: the face, followed and cut, and the audio of the same
/// time. Each film is read once; spans may overlap.
/// </summary>
public static class SpanCutter
{
    /// <summary>Cuts spans on a thread of its own. Spans that the set has already are left out, so that an interrupted run is continued by another.</summary>
    /// <param name="spansPath">
    /// A list as of <see cref="ClipDataset.FromCsv"/> (<c>path,label,start,end,person</c> and <c>audio</c>): a file or a folder of images, a span of at
    /// most <see cref="ClipRecorderOptions.MaxLength"/>, by default all of it. A span without a person is of
    /// <see cref="ClipRecorderOptions.Person"/>.
    /// </param>
    /// <param name="options">The set. Labels, if there are any, are the only ones that may occur; length, number of clips and attempts mean nothing.</param>
    /// <param name="progress">Receives each clip that was added, on the thread that cuts.</param>
    /// <param name="cancellationToken">Stops between frames; clips that were added stay.</param>
    /// <returns>What was added. Films that cannot be read, and spans without anything in them, are skipped.</returns>
    /// <exception cref="DatasetException">The list is damaged or wrong, a span has no person or is too long, or the set cannot be written.</exception>
    /// <exception cref="MediaException">A clip cannot be written: the disk is full, or there is no ffmpeg.</exception>
    /// <exception cref="OperationCanceledException">The cutting was cancelled.</exception>
    public static Task<RecordingResult> CutAsync(
        string spansPath, ClipRecorderOptions options, IProgress<RecordedClip>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spansPath);
        ArgumentNullException.ThrowIfNull(options);
        return Task.Run(() => Cut(spansPath, options, progress, cancellationToken), CancellationToken.None);
    }

    private static RecordingResult Cut(string spansPath, ClipRecorderOptions options, IProgress<RecordedClip>? progress, CancellationToken cancellationToken)
    {
        ClipDataset spans = ClipDataset.FromCsv(spansPath, options.Labels.Count > 0 ? options.Labels : null);
        foreach (LabeledClip span in spans.Clips)
        {
            if (span.Group is null && options.Person is null)
                throw new DatasetException($"{Printable.Path(spansPath)}, line {span.Line}: nobody says who this is; fill the column 'person', or name the person of all spans.");
            if (span.End - (span.Start ?? TimeSpan.Zero) > ClipRecorderOptions.MaxLength)
                throw new DatasetException($"{Printable.Path(spansPath)}, line {span.Line}: the span is longer than {ClipRecorderOptions.MaxLength.TotalSeconds:0} s; cut it into several.");
        }
        using RecordedSet set = RecordedSet.Open(options.Folder);
        bool IsThere(LabeledClip s) => set.Contains(s.Group ?? options.Person!, spans.Labels[s.Label], s.Id);
        LabeledClip[] missing = [.. spans.Clips.Where(s => !IsThere(s))];
        var clips = new List<RecordedClip>();
        var skipped = new List<string>();
        List<string> warnings = [.. set.Repairs];
        foreach (IGrouping<string, LabeledClip> film in missing.GroupBy(s => $"{s.FramesPath}\0{s.AudioPath}"))
        {
            using FilmCutter? cutter = Try(() => new FilmCutter(options, spans.Labels, [.. film]), skipped);
            while (cutter is not null && Try(() => cutter.Next(cancellationToken), skipped) is { } cut)
            {
                if (cut.Remark is { } remark)
                    (cut.Take.IsEmpty ? skipped : warnings).Add(remark);
                if (!cut.Take.IsEmpty)
                    Add(cut);
            }
            warnings.AddRange(cutter?.Warnings.Except(warnings) ?? []);
        }
        return new RecordingResult
        {
            Clips = clips, Skipped = skipped, Warnings = warnings, Missing = missing.Length - clips.Count, Existing = spans.Clips.Count - missing.Length,
        };

        void Add(CutSpan cut)
        {
            try
            {
                string person = cut.Span.Group ?? options.Person!;
                clips.Add(set.Add(cut.Take, person, options.Consent, options.Device, cut.Span.Id, options.TimeProvider.GetUtcNow()));
            }
            catch (MmaDferException exception) when (exception is MediaException or DatasetException)
            {
                throw RecordedSet.Interrupted(exception, clips.Count, missing.Length - clips.Count);
            }
            progress?.Report(clips[^1]);
        }
    }

    /// <summary>Does what reads a film; null, and a sentence, if the film cannot be read.</summary>
    private static T? Try<T>(Func<T?> read, List<string> skipped)
        where T : class
    {
        try
        {
            return read();
        }
        catch (MediaException exception)
        {
            skipped.Add(exception.Message);
            return null;
        }
    }
}
