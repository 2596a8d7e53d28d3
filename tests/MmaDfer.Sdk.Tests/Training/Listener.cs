namespace MmaDfer.Sdk.Tests.Training;

/// <summary>Receives warnings on the thread that reports them.</summary>
internal sealed class Listener(Action<string> receive) : IProgress<string>
{
    public void Report(string value) => receive(value);
}
