using MmaDfer.Sdk.Engines;

namespace MmaDfer.Sdk.Conformance;

/// <summary>A recognizer of a tiny model on one thread, for all tests of a class; deletes the model on dispose.</summary>
internal sealed class TinyRecognizer : IDisposable
{
    private readonly TinyModel _model = new();

    public TinyRecognizer() => Recognizer = EmotionRecognizer.Load(_model.Path, new() { Engine = new CpuEngine(1) });

    public EmotionRecognizer Recognizer { get; }

    public void Dispose()
    {
        Recognizer.Dispose();
        _model.Dispose();
    }
}
