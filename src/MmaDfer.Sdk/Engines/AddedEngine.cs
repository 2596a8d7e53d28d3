namespace MmaDfer.Sdk.Engines;

/// <summary>An engine of a package beside this one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TakesDevice">Whether a GPU's number may follow the name.</param>
/// <param name="TriedByDefault">Whether <see cref="EnginePicker"/> tries it by itself.</param>
/// <param name="Create">Makes it, for a GPU's number and a number of threads.</param>
internal sealed record AddedEngine(string Name, bool TakesDevice, bool TriedByDefault, Func<int, int, Engine> Create);
