namespace MmaDfer.Sdk.Onnx;

/// <summary>
/// A network as ONNX sees it: nodes in an order in which each comes after those it needs, and constants whose bytes are made
/// only when they are written. The weights' store must stay open as long as this is in use.
/// </summary>
/// <param name="Inputs">What the caller supplies; always float32.</param>
/// <param name="Outputs">What the caller gets; always float32.</param>
/// <param name="Nodes">Only those that an output needs.</param>
/// <param name="Tensors">Constants that the nodes use, in the order of their first use.</param>
internal sealed record OnnxGraph(
    IReadOnlyList<OnnxValue> Inputs, IReadOnlyList<OnnxValue> Outputs, IReadOnlyList<OnnxNode> Nodes, IReadOnlyList<OnnxTensor> Tensors)
{
    /// <summary>Texts that travel with the model.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Writes a model file (a <c>ModelProto</c>).</summary>
    /// <param name="stream">Written from its present position on.</param>
    /// <param name="weightsLocation">
    /// Null to write everything. Else the bytes of constants with <see cref="OnnxTensor.IsLarge"/> are left out and referred to as
    /// external data of this name, one directly behind the other in the order of <see cref="Tensors"/>.
    /// </param>
    /// <exception cref="ModelFileException">The weights cannot be read, or one does not fit float16.</exception>
    public void WriteTo(Stream stream, string? weightsLocation = null) => new OnnxWriter(this, weightsLocation).WriteTo(stream);
}
