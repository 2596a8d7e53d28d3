using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Faces;

/// <summary>Finds faces and their landmarks with a small published network, YuNet or BlazeFace, in plain managed code.</summary>
public sealed class NeuralFaceFinder : IFaceFinder
{
    /// <summary>Loads a network from a file.</summary>
    /// <param name="path">An ONNX file of YuNet (n or s) or BlazeFace (128 or 256). It is read at once and not kept open.</param>
    /// <param name="options">How to look; null for the defaults.</param>
    /// <exception cref="ModelFileException">The file is missing, damaged or no such network.</exception>
    public NeuralFaceFinder(string path, NeuralFaceFinderOptions? options = null) => throw new NotImplementedException(path + options);

    /// <inheritdoc/>
    public bool CanSearchRegions => true;

    /// <inheritdoc/>
    public int Find(FrameView frame, Span<FaceBox> faces) => throw new NotImplementedException();
}
