using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>Deletes what a set holds of a person.</summary>
public static class PersonClips
{
    private static readonly string[] s_columns = ["identity", "group", "person"];

    /// <summary>
    /// Deletes the clips of a person: first what caches hold of them, then their files, then their rows; so an interrupted call is completed by
    /// another. Files outside of the folder of the list, such as films that clips were cut from, and files that other rows use stay.
    /// </summary>
    /// <param name="listPath">The CSV file of the set.</param>
    /// <param name="person">Who, as the list writes it.</param>
    /// <param name="options">Caches; null for none.</param>
    /// <returns>What was deleted, and what was not.</returns>
    /// <exception cref="DatasetException">
    /// The list is missing or damaged, has no column of people, nobody of that name, or is in use by a recording; or it cannot be written.
    /// </exception>
    public static ForgetResult Forget(string listPath, string person, ForgetOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(listPath);
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        options ??= new ForgetOptions();
        string root = DatasetFile.FolderOf(listPath);
        try
        {
            using FileStream? held = File.Exists(Path.Combine(root, ".lock")) ? SetFolder.Lock(root) : null;
            return new Forgetting(listPath, root, person.Trim(), options).Run();
        }
        catch (Exception exception) when (exception is ModelFileException || FileFault.IsOfPath(exception))
        {
            throw new DatasetException(FileFault.IsInUse(exception)
                ? $"{Printable.Path(root)}: the set is in use by a recording; wait until it ends."
                : exception.Message.ReplaceLineEndings(" "), exception);
        }
    }

    /// <summary>One call.</summary>
    private sealed class Forgetting(string list, string root, string person, ForgetOptions options)
    {
        private readonly List<string> _files = [], _kept = [], _failed = [], _trained = [];
        private int _cached;

        public ForgetResult Run()
        {
            ClipTable table = ClipTable.Read(list);
            string column = options.Group ?? s_columns.FirstOrDefault(c => table.Column(c) >= 0, "person");
            if (table.Column(column) < 0 || table.Column("path") < 0)
                throw new DatasetException($"{Printable.Path(list)}: the list lacks the column '{(table.Column("path") < 0 ? "path" : Printable.Text(column))}', so it does not say whose clips these are.");
            bool IsOfPerson(ClipTable t, string[] row) => t.Field(row, column) == person;
            string[][] rows = [.. table.Rows.Where(r => IsOfPerson(table, r))];
            string lostPath = Path.Combine(root, "clips.lost.csv");
            ClipTable? lost = File.Exists(lostPath) ? ClipTable.Read(lostPath) : null;
            int lostRows = lost?.Rows.Count(r => IsOfPerson(lost, r)) ?? 0;
            if (rows.Length + lostRows == 0)
                throw new DatasetException($"{Printable.Path(list)}: there is no clip of '{Printable.Text(person)}'; there are those of {People(table, column)}.");
            ForgetCached(table, rows);
            HashSet<string> others = [.. table.Rows.Except(rows).SelectMany(r => PathsOf(table, r))];
            string[][] done = [.. rows.Where(row => PathsOf(table, row).Distinct().All(p => TryDelete(p, others)))];
            if (!options.DryRun)
            {
                if (lostRows > 0)
                {
                    lost!.Rows.RemoveAll(r => IsOfPerson(lost, r));
                    lost.Write(lostPath);
                }
                table.Rows.RemoveAll(done.Contains);
                table.Write(list);
            }
            ForgetTexts(table, [.. table.Rows.Except(done).Concat(lost?.Rows.Where(r => !IsOfPerson(lost, r)) ?? []).SelectMany(r => r)]);
            return new ForgetResult
            {
                Rows = done.Length + lostRows, Files = _files, CachedClips = _cached, Trained = _trained, Kept = _kept, Failed = _failed,
            };
        }

        private static string People(ClipTable table, string column) => Printable.Text(
            string.Join(", ", table.Rows.Select(r => table.Field(r, column)).Where(p => p.Length > 0).Distinct().Order(StringComparer.Ordinal).DefaultIfEmpty("nobody")), 300);

        private IEnumerable<string> PathsOf(ClipTable table, string[] row) => new[] { table.Field(row, "path"), table.Field(row, "audio") }
            .Where(p => p.Length > 0).Select(p => DatasetFile.Resolve(root, p, static what => new DatasetException(what)));

        private void ForgetCached(ClipTable table, string[][] rows)
        {
            foreach (string folder in options.CacheFolders)
            {
                if (!Directory.Exists(folder))
                {
                    _failed.Add($"{Printable.Path(folder)}: there is no such cache folder.");
                    continue;
                }
                int before = _cached;
                foreach (string[] row in rows)
                {
                    string[] paths = [.. PathsOf(table, row)];
                    string prefix = CacheKey.PrefixOf(new LabeledClip("", -1, paths[0], paths[^1]));
                    string place = Path.Combine(folder, prefix[..2]);
                    foreach (string file in Directory.Exists(place) ? Directory.GetFiles(place, prefix + "*") : [])
                        _cached += TryDelete(file) ? 1 : 0;
                }
                if (_cached == before)
                    _kept.Add($"{Printable.Path(folder)}: nothing of these clips was found there; if they lay elsewhere when it was filled, delete the whole folder.");
                else if (Path.GetDirectoryName(Path.GetFullPath(folder)) is { } training)
                {
                    // Also those of folds (CrossValidation), which lie in folders of their own.
                    _trained.AddRange(((string[])[training, .. Directory.EnumerateDirectories(training, "fold-*")])
                        .SelectMany(f => Directory.EnumerateFiles(f, "*.safetensors")).Order(StringComparer.Ordinal));
                }
            }
        }

        private bool TryDelete(string path, HashSet<string> others)
        {
            if (!File.Exists(path) && !Directory.Exists(path))
                return true;
            if (!path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                _kept.Add($"{Printable.Path(path)} lies outside of the set's folder and was not deleted.");
                return true;
            }
            if (others.Any(o => o == path || o.StartsWith(path + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            {
                _kept.Add($"{Printable.Path(path)} is also a clip of others and was not deleted.");
                return true;
            }
            bool deleted = TryDelete(path);
            if (deleted)
                _files.Add(path);
            return deleted;
        }

        private bool TryDelete(string path)
        {
            try
            {
                if (options.DryRun)
                    return true;
                if (Directory.Exists(path))
                    Directory.Delete(path, recursive: true);
                else
                    File.Delete(path);
                return true;
            }
            catch (Exception exception) when (FileFault.IsOfPath(exception))
            {
                _failed.Add($"{Printable.Path(path)} cannot be deleted: {Printable.Text(exception.Message, 300).TrimEnd('.')}.");
                return false;
            }
        }

        /// <summary>Deletes texts that nobody else agreed to.</summary>
        private void ForgetTexts(ClipTable table, HashSet<string> left)
        {
            string folder = Path.Combine(root, "consents");
            if (table.Column("consent_sha256") < 0 || !Directory.Exists(folder))
                return;
            foreach (string text in Directory.GetFiles(folder, "*.txt"))
            {
                string hash = Path.GetFileNameWithoutExtension(text);
                if (!left.Any(f => f.StartsWith(hash, StringComparison.Ordinal)) && TryDelete(text))
                    _files.Add(text);
            }
        }
    }
}

/// <summary>What <see cref="PersonClips.Forget"/> deletes.</summary>
public sealed record ForgetOptions
{
    /// <summary>The column that names the person; null for <c>identity</c>, <c>group</c> or <c>person</c>, whichever there is first.</summary>
    public string? Group { get; init; }

    /// <summary>Cache folders of trainings (<see cref="TrainingOptions.CacheFolder"/>).</summary>
    public IReadOnlyList<string> CacheFolders { get; init; } = [];

    /// <summary>Whether only to tell what would be deleted.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What was deleted of a person, or would be. Immutable.</summary>
public sealed record ForgetResult
{
    /// <summary>Number of rows that were removed.</summary>
    public required int Rows { get; init; }

    /// <summary>Full paths of clips, and of consent texts that nobody else agreed to, that were deleted.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Number of files that were deleted in caches.</summary>
    public required int CachedClips { get; init; }

    /// <summary>Adapters and states of trainings whose caches held clips of the person: what they learned stays in them until they are trained again.</summary>
    public required IReadOnlyList<string> Trained { get; init; }

    /// <summary>What was not deleted on purpose, in sentences.</summary>
    public required IReadOnlyList<string> Kept { get; init; }

    /// <summary>What could not be deleted, in sentences; its rows stay.</summary>
    public required IReadOnlyList<string> Failed { get; init; }
}
