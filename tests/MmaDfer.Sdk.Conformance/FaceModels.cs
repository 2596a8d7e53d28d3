using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Onnx;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Conformance;

/// <summary>
/// Published face models: YuNet n and s, which lie beside the photographs (<see cref="FacePhotographs"/>), and BlazeFace 256, which
/// packaging/face-model fetches. Tests that need one are skipped, loudly, where it is missing; with MMADFER_REQUIRE_FACES=1 or
/// MMADFER_REQUIRE_FACE_MODEL=1 that is a failure.
/// </summary>
internal static class FaceModels
{
    public const string YuNetN = "yunet_n_640_640", YuNetS = "yunet_s_320_320", BlazeFace = "face";

    /// <summary>Path of a model.</summary>
    public static string Path(string name)
    {
        if (name != BlazeFace)
        {
            string beside = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(FacePhotographs.Path("portrait"))!, name + ".onnx");
            return File.Exists(beside) ? beside : RequiredTools.Missing("MMADFER_REQUIRE_FACES", $"there is no {name}.onnx beside the photographs.");
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine(folder.FullName, "artifacts", "face-model", "face.onnx");
            if (File.Exists(candidate))
                return candidate;
        }
        return RequiredTools.Missing("MMADFER_REQUIRE_FACE_MODEL", "there is no artifacts/face-model/face.onnx; run packaging/face-model.");
    }
}

/// <summary>ONNX Runtime with a face model, on one thread: what ours is compared with.</summary>
internal sealed unsafe class FaceModelPeer : IDisposable
{
    private readonly OrtLibrary _library;
    private readonly OrtHandle _session;
    private readonly OrtArguments _inputs, _outputs;
    private readonly string _input;

    /// <param name="model">The bytes of the model.</param>
    /// <param name="input">Its input, as the file tells it.</param>
    /// <param name="outputs">Its outputs.</param>
    public FaceModelPeer(byte[] model, KeyValuePair<string, long[]> input, IEnumerable<KeyValuePair<string, long[]>> outputs)
    {
        // Ends the test where there is no ONNX Runtime.
        RequiredEngines.Create("onnx-cpu");
        _library = OrtLibraryFinder.Find("onnx-cpu", RequiredEngines.OnnxRuntimeFolder());
        using (var settings = new OrtSessionSettings(_library, threads: 1))
        {
            nint session;
            fixed (byte* bytes = model)
                _library.Check(_library.Api.CreateSessionFromArray(_library.Environment, bytes, (nuint)model.Length, settings.Pointer, &session), "refuses the model");
            _session = new OrtHandle(session, _library.Api.ReleaseSession);
        }
        _input = input.Key;
        _inputs = new OrtArguments(_library, [Value(input)]);
        _outputs = new OrtArguments(_library, [.. outputs.Select(Value)]);
    }

    public Span<float> Input => _inputs[_input];

    public ReadOnlySpan<float> Output(string name) => _outputs[name];

    public void Run() => _library.Check(
        _library.Api.Run(_session.Pointer, 0, _inputs.Names, _inputs.Values, _inputs.Count, _outputs.Names, _outputs.Count, _outputs.Values), "failed");

    public void Dispose()
    {
        _session.Dispose();
        _inputs.Dispose();
        _outputs.Dispose();
    }

    private static OnnxValue Value(KeyValuePair<string, long[]> value) =>
        new(value.Key, OnnxType.Float32, new Shape([.. value.Value.Select(size => (int)size)]), value.Key);
}
