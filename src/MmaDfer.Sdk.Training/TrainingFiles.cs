using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training;

/// <summary>Where a training keeps its files. While it is there, no other training can have the same folder.</summary>
internal sealed class TrainingFiles : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _lock;

    private TrainingFiles(string folder, FileStream held) => (_folder, _lock) = (folder, held);

    public string Adapter => Path.Combine(_folder, AdapterTrainer.AdapterName);

    public string Losses => Path.Combine(_folder, AdapterTrainer.LossesName);

    public string State => Path.Combine(_folder, AdapterTrainer.StateName);

    /// <summary>Makes the folder and takes it for this training.</summary>
    /// <exception cref="ModelFileException">The folder cannot be made or written to.</exception>
    /// <exception cref="TrainingException">Another training runs there, or one lies there that is neither to be gone on with nor overwritten.</exception>
    public static TrainingFiles Take(string folder, TrainingOptions options)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            throw FileFault.Writing(Printable.Path(folder), exception);
        }
        var files = new TrainingFiles(folder, Lock(folder));
        try
        {
            if (!options.Resume && !options.Overwrite)
                files.RefuseOthers();
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Deletes what an earlier training left, so that nobody goes on with its state.</summary>
    /// <exception cref="ModelFileException">A file cannot be deleted.</exception>
    public void Clear()
    {
        foreach (string file in (ReadOnlySpan<string>)[State, Adapter, Losses])
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception exception) when (FileFault.Is(exception))
            {
                throw FileFault.Writing(Printable.Path(file), exception);
            }
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>
    /// Opens a file that the system closes with the process, however that ends. It stays there afterwards: who deleted it could take it from
    /// under another process that has just opened it.
    /// </summary>
    private static FileStream Lock(string folder)
    {
        string path = Path.Combine(folder, ".lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (FileFault.Is(exception))
        {
            throw FileFault.IsInUse(exception)
                ? new TrainingException($"{Printable.Path(folder)}: another training runs in this folder; wait for its end, or choose another folder.", exception)
                : FileFault.Writing(Printable.Path(path), exception);
        }
    }

    private void RefuseOthers()
    {
        if (File.Exists(State) && !TrainingState.IsFinished(State))
            throw new TrainingException($"{Printable.Path(State)}: a training in this folder was interrupted; resume it (--resume), choose another folder, or overwrite it (--overwrite).");
        foreach (string file in (ReadOnlySpan<string>)[Adapter, State, Losses])
        {
            if (File.Exists(file) && !(file == Losses && LossLog.IsEmpty(file)))
                throw new TrainingException($"{Printable.Path(file)}: this folder holds a training already; choose another folder, or overwrite it (--overwrite).");
        }
    }
}
