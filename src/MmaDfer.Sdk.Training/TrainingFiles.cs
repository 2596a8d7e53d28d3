using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training;

/// <summary>The files of a training. While this object exists, no other training can use the same folder.</summary>
internal sealed class TrainingFiles : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _lock;

    private TrainingFiles(string folder, FileStream held) => (_folder, _lock) = (folder, held);

    public string Adapter => Path.Combine(_folder, AdapterTrainer.AdapterName);

    public string Losses => Path.Combine(_folder, AdapterTrainer.LossesName);

    public string State => Path.Combine(_folder, AdapterTrainer.StateName);

    /// <summary>Creates the folder if needed, and locks it.</summary>
    /// <exception cref="ModelFileException">The folder cannot be created or written to.</exception>
    /// <exception cref="TrainingException">Another training is running in the folder, or the folder contains a training, and the options neither resume nor overwrite it.</exception>
    public static TrainingFiles Open(string folder, TrainingOptions options)
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
                files.ThrowIfOccupied();
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the files of an earlier training, so that its state cannot be resumed.</summary>
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
    /// Opens a lock file, which the operating system closes when the process ends for any reason. The file is never deleted, because
    /// another process may have just opened it.
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
                ? new TrainingException($"{Printable.Path(folder)}: another training is running in this folder; wait until it ends, or choose another folder.", exception)
                : FileFault.Writing(Printable.Path(path), exception);
        }
    }

    private void ThrowIfOccupied()
    {
        if (File.Exists(State) && !TrainingState.IsFinished(State))
            throw new TrainingException($"{Printable.Path(State)}: this folder contains an interrupted training; resume it (--resume), overwrite it (--overwrite), or choose another folder.");
        foreach (string file in (ReadOnlySpan<string>)[Adapter, State, Losses])
        {
            if (File.Exists(file) && !(file == Losses && LossLog.IsEmpty(file)))
                throw new TrainingException($"{Printable.Path(file)}: this folder already contains a training; overwrite it (--overwrite), or choose another folder.");
        }
    }
}
