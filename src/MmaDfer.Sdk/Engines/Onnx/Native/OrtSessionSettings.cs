namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>The settings of a session (an <c>OrtSessionOptions</c>).</summary>
internal sealed unsafe class OrtSessionSettings : IDisposable
{
    private const int Sequential = 0, AllOptimisations = 99;

    private readonly OrtHandle _handle;

    public OrtSessionSettings(OrtLibrary library, int threads)
    {
        Library = library;
        nint pointer;
        library.Check(library.Api.CreateSessionOptions(&pointer), "cannot make settings");
        _handle = new OrtHandle(pointer, library.Api.ReleaseSessionOptions);
        try
        {
            Check(library.Api.SetSessionExecutionMode(Pointer, Sequential));
            Check(library.Api.SetSessionGraphOptimizationLevel(Pointer, AllOptimisations));
            Check(library.Api.SetIntraOpNumThreads(Pointer, threads));
            // Threads that spin while they wait for the next clip would take whole processors from the game.
            Set("session.intra_op.allow_spinning", "0");
            Set("session.inter_op.allow_spinning", "0");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public OrtLibrary Library { get; }

    public nint Pointer => _handle.Pointer;

    /// <summary>DirectML does not support memory patterns.</summary>
    public void DisableMemoryPattern() => Check(Library.Api.DisableMemPattern(Pointer));

    public void Set(string key, string value)
    {
        fixed (byte* k = OrtString.Utf8(key), v = OrtString.Utf8(value))
            Check(Library.Api.AddSessionConfigEntry(Pointer, k, v));
    }

    /// <summary>Adds constants that the model leaves out; they must outlive the session.</summary>
    public void AddWeights(IReadOnlyList<KeyValuePair<string, OrtTensor>> weights)
    {
        using var names = new OrtStrings([.. weights.Select(w => w.Key)]);
        nint[] values = [.. weights.Select(w => w.Value.Value)];
        fixed (nint* first = values)
            Check(Library.Api.AddExternalInitializers(Pointer, names.Pointer, first, (nuint)values.Length));
    }

    public void Dispose() => _handle.Dispose();

    private void Check(nint status) => Library.Check(status, "refuses a setting");
}
