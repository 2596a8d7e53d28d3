using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Sdk;

namespace MmaDfer.Samples.Mirror;

/// <summary>An input that was opened on another thread.</summary>
/// <param name="Input">The input.</param>
/// <param name="Model">The model for it; null if the present one stays.</param>
/// <param name="IsCamera">Whether people are watched.</param>
internal sealed record Opened(IInput Input, EmotionRecognizer? Model, bool IsCamera) : IDisposable
{
    public void Dispose()
    {
        Input.Dispose();
        Model?.Dispose();
    }
}
