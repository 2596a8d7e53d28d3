using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training;

/// <summary>Where a training keeps its files.</summary>
internal sealed class TrainingFiles(string folder)
{
    public string Adapter => Path.Combine(folder, AdapterTrainer.AdapterName);

    public string Losses => Path.Combine(folder, AdapterTrainer.LossesName);

    public string State => Path.Combine(folder, AdapterTrainer.StateName);

    /// <summary>Makes the folder. A state that is there must be gone on with, or be of a training that is done.</summary>
    /// <exception cref="ModelFileException">The folder cannot be made.</exception>
    /// <exception cref="TrainingException">Another training is unfinished here.</exception>
    public void Prepare(bool resume)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            throw FileFault.Writing(Printable.Path(folder), exception);
        }
        if (!resume && File.Exists(State) && !TrainingState.IsFinished(State))
            throw new TrainingException($"{Printable.Path(State)}: a training in this folder was interrupted; resume it, choose another folder, or delete this file to begin anew.");
    }
}
