using System.Globalization;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>
/// A set of recorded clips on disk. Whatever happens to the process or the disk, each clip is in it completely or not at all: the clip's row is
/// noted first, then the file gets its name, then the row is added; opening the set finishes what was interrupted. One thread at a time.
/// </summary>
internal sealed class RecordedSet : IDisposable
{
    private static readonly string[] s_columns =
        ["path", "label", "person", "problems", "consent_by", "consent_at", "consent_sha256", "device", "recorded_at", "seconds", "source"];

    private readonly SetFolder _folder;
    private readonly List<string> _repairs = [];
    private ClipTable _table;

    private RecordedSet(SetFolder folder)
    {
        _folder = folder;
        _table = ReadList();
        Repair();
    }

    /// <summary>What was repaired, and what cannot be, in sentences.</summary>
    public IReadOnlyList<string> Repairs => _repairs;

    public string Root => _folder.Root;

    /// <exception cref="DatasetException">The folder cannot be written to, its list is damaged, or another process uses it.</exception>
    public static RecordedSet Open(string folder)
    {
        var opened = SetFolder.Open(folder);
        try
        {
            return new RecordedSet(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Number of clips of a person with a label.</summary>
    public int Count(string person, string label) => _table.Rows.Count(r =>
        _table.Field(r, "person") == person && _table.Field(r, "label").Equals(label, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a span of a film is a clip of the set.</summary>
    public bool Contains(string person, string label, string source) => _table.Rows.Exists(r => _table.Field(r, "source") == source
        && _table.Field(r, "person") == person && _table.Field(r, "label").Equals(label, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds a clip.</summary>
    /// <exception cref="MediaException">The file cannot be written.</exception>
    /// <exception cref="DatasetException">The list cannot be written; the clip is not in the set then.</exception>
    public RecordedClip Add(ClipTake take, string person, RecordingConsent consent, string device, string source, DateTimeOffset at)
    {
        _table = ReadList();
        string name = _folder.NextName(person, take.Label, p => _table.Rows.Exists(r => _table.Field(r, "path") == p));
        string path = Path.Combine(_folder.Clips, name + SetFolder.Extension), part = Path.Combine(_folder.Clips, $".{name}.part");
        var fields = new Dictionary<string, string>
        {
            ["path"] = SetFolder.PathOf(name), ["label"] = take.Label, ["person"] = person, ["problems"] = ProblemTexts.Names(take.Problems),
            ["consent_by"] = consent.By, ["consent_at"] = Date(consent.At), ["consent_sha256"] = consent.TextSha256, ["device"] = device,
            ["recorded_at"] = Date(at), ["seconds"] = take.Length.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture), ["source"] = source,
        };
        // Where a list of others names people in these columns, they are what readers look at first.
        foreach (string other in (string[])["identity", "group"])
            fields[other] = person;
        ClipWriter.Write(take, part);
        try
        {
            WriteConsent(consent);
            var pending = new ClipTable(_table.Header);
            pending.Add(fields);
            pending.Write(_folder.Pending);
            File.Move(part, path);
            Append(fields);
        }
        catch (Exception exception) when (exception is ModelFileException or DatasetException || FileFault.IsOfPath(exception))
        {
            foreach (string file in (string[])[part, path, _folder.Pending])
                TryDelete(file);
            throw new DatasetException($"{Printable.Path(path)} cannot be added to the set: {FileFault.Why(exception.InnerException ?? exception)}.", exception);
        }
        TryDelete(_folder.Pending);
        return new RecordedClip { Path = path, Label = take.Label, Person = person, Problems = take.Problems };
    }

    /// <summary>The error that ends a run, with what becomes of the clips before.</summary>
    public static MmaDferException Interrupted(MmaDferException exception, int added, int missing)
    {
        string text = $"{exception.Message} {added} {(added == 1 ? "clip was added and stays" : "clips were added and stay")}; another run goes on with what is missing ({missing}).";
        return exception is MediaException ? new MediaException(text, exception) : new DatasetException(text, exception);
    }

    /// <summary>Deletes a clip and its row.</summary>
    /// <exception cref="DatasetException">One of them cannot be deleted.</exception>
    public void Remove(RecordedClip clip)
    {
        try
        {
            File.Delete(clip.Path);
            ClipTable table = ReadList();
            table.Rows.RemoveAll(r => table.Field(r, "path") == SetFolder.PathOf(Path.GetFileNameWithoutExtension(clip.Path)));
            table.Write(_folder.List);
            _table = table;
        }
        catch (Exception exception) when (exception is ModelFileException || FileFault.IsOfPath(exception))
        {
            throw new DatasetException(exception.Message.ReplaceLineEndings(" "), exception);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Somebody may have edited the list meanwhile.</summary>
    private ClipTable ReadList()
    {
        ClipTable table = File.Exists(_folder.List) ? ClipTable.Read(_folder.List) : new ClipTable(s_columns);
        table.AddColumns(s_columns);
        return table;
    }

    private void Append(Dictionary<string, string> fields)
    {
        ClipTable table = ReadList();
        table.Add(fields);
        table.Write(_folder.List);
        _table = table;
    }

    private void WriteConsent(RecordingConsent consent)
    {
        string path = Path.Combine(_folder.Consents, consent.TextSha256[..16] + ".txt");
        if (File.Exists(path))
            return;
        Directory.CreateDirectory(_folder.Consents);
        byte[] text = System.Text.Encoding.UTF8.GetBytes(consent.Text);
        AtomicFile.Write(path, text.Length, file => file.Write(text));
    }

    private void Repair()
    {
        try
        {
            FinishPending();
            DeleteParts();
            MoveLostRows();
            NameStrangers();
        }
        catch (Exception exception) when (exception is ModelFileException || FileFault.IsOfPath(exception))
        {
            throw new DatasetException(exception.Message.ReplaceLineEndings(" "), exception);
        }
    }

    /// <summary>Adds the row of a clip that was complete when the recording was interrupted.</summary>
    private void FinishPending()
    {
        if (!File.Exists(_folder.Pending))
            return;
        ClipTable pending = ClipTable.Read(_folder.Pending);
        foreach (string[] row in pending.Rows)
        {
            string path = pending.Field(row, "path");
            if (!File.Exists(Path.Combine(Root, path)) || _table.Rows.Exists(r => _table.Field(r, "path") == path))
                continue;
            Append(pending.Header.Zip(row).ToDictionary());
            _repairs.Add($"{Printable.Path(path)} was complete but not in the list, as the recording was interrupted; its row was added.");
        }
        File.Delete(_folder.Pending);
    }

    private void DeleteParts()
    {
        foreach (string file in (string[])[.. Directory.EnumerateFiles(_folder.Clips, ".*.part"), .. Directory.EnumerateFiles(Root, ".mmadfer-*.tmp")])
        {
            File.Delete(file);
            if (file.EndsWith(".part", StringComparison.Ordinal))
                _repairs.Add($"{Printable.Path(Path.GetFileName(file))}, a clip that was not finished when the recording was interrupted, was deleted.");
        }
    }

    private void MoveLostRows()
    {
        bool IsOurs(string[] row) => _table.Field(row, "path") is var path
            && path.StartsWith(SetFolder.ClipsName + "/", StringComparison.Ordinal) && path.EndsWith(SetFolder.Extension, StringComparison.Ordinal);
        bool IsLost(string[] row) => IsOurs(row) && !File.Exists(Path.Combine(Root, _table.Field(row, "path")));
        string[][] lost = [.. _table.Rows.Where(IsLost)];
        if (lost.Length == 0)
            return;
        if (lost.Length > 1 && lost.Length == _table.Rows.Count(IsOurs))
            throw new DatasetException($"{Printable.Path(_folder.List)}: none of its {lost.Length} clips is in {Printable.Path(_folder.Clips)}; restore them, or use another folder.");
        var kept = new ClipTable(_table.Header);
        if (File.Exists(_folder.Lost))
        {
            kept = ClipTable.Read(_folder.Lost);
            kept.AddColumns(_table.Header);
        }
        foreach (string[] row in lost)
        {
            kept.Add(_table.Header.Zip(row).ToDictionary());
            _repairs.Add($"{Printable.Path(_table.Field(row, "path"))} is missing; its row was moved to {Path.GetFileName(_folder.Lost)}.");
        }
        kept.Write(_folder.Lost);
        _table.Rows.RemoveAll(IsLost);
        _table.Write(_folder.List);
    }

    private void NameStrangers()
    {
        HashSet<string> known = [.. _table.Rows.Select(r => _table.Field(r, "path"))];
        foreach (string file in Directory.EnumerateFiles(_folder.Clips, "*" + SetFolder.Extension).Order(StringComparer.Ordinal))
        {
            string path = $"{SetFolder.ClipsName}/{Path.GetFileName(file)}";
            if (!known.Contains(path))
                _repairs.Add($"{Printable.Path(path)} has no row in {SetFolder.ListName}, so it is not used; add one, or delete it.");
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            // Opening the set deletes what is left.
        }
    }
}
