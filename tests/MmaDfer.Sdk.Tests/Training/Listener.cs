namespace MmaDfer.Sdk.Tests.Training;

/// <summary>Hears warnings, on the thread that gives them.</summary>
internal sealed class Listener(Action<string> heard) : IProgress<string>
{
    public void Report(string value) => heard(value);
}
