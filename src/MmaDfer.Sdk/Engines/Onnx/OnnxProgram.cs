using System.Runtime.InteropServices;
using MmaDfer.Sdk.Engines.Onnx.Native;
using MmaDfer.Sdk.Onnx;

namespace MmaDfer.Sdk.Engines.Onnx;

/// <summary>A graph prepared by ONNX Runtime, with memory for its inputs and outputs.</summary>
internal sealed unsafe class OnnxProgram : IPreparedNetwork
{
    private const string OutsideModel = "weights";

    // Two providers share one device in the whole process and fail when two threads use it, even in separate sessions. All calls that
    // use it take turns.
    private static readonly Lock s_directMLGate = new(), s_webGpuGate = new();

    private readonly OrtLibrary _library;
    private readonly string _failure;
    private readonly Lock? _gate;
    private readonly OrtHandle _session;
    private readonly OrtArguments _inputs, _outputs;
    private OrtHandle? _runOptions;

    /// <exception cref="EngineException">The provider does not work here, or ONNX Runtime refuses the graph.</exception>
    public OnnxProgram(OrtLibrary library, OnnxEngine engine, OnnxGraph graph, OnnxWeights weights)
    {
        _library = library;
        _failure = $"failed on the engine '{engine.Name}'";
        _gate = engine.Options.Provider switch
        {
            OnnxProvider.DirectML => s_directMLGate,
            OnnxProvider.WebGpu => s_webGpuGate,
            _ => null,
        };
        _gate?.Enter();
        try
        {
            using var settings = new OrtSessionSettings(library, engine.Threads);
            OrtProviders.Append(settings, engine.Options);
            settings.AddWeights([.. graph.Tensors.Where(t => t.IsLarge).Select(t => KeyValuePair.Create(t.Name, weights[t]))]);
            _session = CreateSession(settings, Model(graph, weights));
        }
        catch (SEHException exception)
        {
            throw FailureOf(exception);
        }
        finally
        {
            _gate?.Exit();
        }
        _inputs = new OrtArguments(library, graph.Inputs);
        _outputs = new OrtArguments(library, graph.Outputs);
    }

    public Span<float> Input(string name) => _inputs[name];

    public ReadOnlySpan<float> Output(string name) => _outputs[name];

    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="EngineException">The device was lost, its memory is used up, or its driver failed.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            _library.Check(RunWith(0), _failure);
            return;
        }
        _gate?.Enter();
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            _library.Check(_library.Api.RunOptionsUnsetTerminate(RunOptions()), _failure);
            nint status;
            using (cancellationToken.UnsafeRegister(static program => ((OnnxProgram)program!).Terminate(), this))
                status = RunWith(RunOptions());
            if (status == 0)
                return;
            if (!cancellationToken.IsCancellationRequested)
                _library.Check(status, _failure);
            _library.Api.ReleaseStatus(status);
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            _gate?.Exit();
        }
    }

    private nint RunWith(nint runOptions)
    {
        nint status;
        _gate?.Enter();
        try
        {
            // Not by an OrtIoBinding: that copies inputs to the device when they are bound, not when it runs.
            status = _library.Api.Run(
                _session.Pointer, runOptions, _inputs.Names, _inputs.Values, _inputs.Count, _outputs.Names, _outputs.Count, _outputs.Values);
        }
        catch (SEHException exception)
        {
            throw FailureOf(exception);
        }
        finally
        {
            _gate?.Exit();
        }
        GC.KeepAlive(this);
        return status;
    }

    /// <summary>The options of runs that can be canceled, created for the first of them.</summary>
    private nint RunOptions()
    {
        if (_runOptions is null)
        {
            nint options;
            _library.Check(_library.Api.CreateRunOptions(&options), _failure);
            _runOptions = new OrtHandle(options, _library.Api.ReleaseRunOptions);
        }
        return _runOptions.Pointer;
    }

    private void Terminate()
    {
        nint status = _library.Api.RunOptionsSetTerminate(_runOptions!.Pointer);
        if (status != 0)
            _library.Api.ReleaseStatus(status);
    }

    public void Dispose()
    {
        _gate?.Enter();
        try
        {
            _session.Dispose();
        }
        finally
        {
            _gate?.Exit();
        }
        _runOptions?.Dispose();
        _inputs.Dispose();
        _outputs.Dispose();
    }

    /// <summary>
    /// Windows ends a native call with an exception of its own where a library lacks a function, or crashes: neither a status nor a C++
    /// exception, so ONNX Runtime does not see it either.
    /// </summary>
    private EngineException FailureOf(SEHException exception) => new(
        $"ONNX Runtime {_library.Version} ({_library.Path}) {_failure}: Windows stopped it, because a library that it needs is missing, of another version, or broken.",
        exception);

    /// <summary>The model without its large constants; small ones are part of it.</summary>
    private static MemoryStream Model(OnnxGraph graph, OnnxWeights weights)
    {
        var model = new MemoryStream();
        (graph with { Tensors = [.. graph.Tensors.Select(t => new LoadedTensor(t, weights[t]))] }).WriteTo(model, OutsideModel);
        return model;
    }

    private OrtHandle CreateSession(OrtSessionSettings settings, MemoryStream model)
    {
        nint session;
        fixed (byte* bytes = model.GetBuffer())
            _library.Check(
                _library.Api.CreateSessionFromArray(_library.Environment, bytes, (nuint)model.Length, settings.Pointer, &session),
                _failure);
        return new OrtHandle(session, _library.Api.ReleaseSession);
    }
}

/// <summary>A constant whose bytes are in memory already: the store of its weight may be closed.</summary>
internal sealed class LoadedTensor(OnnxTensor tensor, OrtTensor loaded) : OnnxTensor(tensor.Name, tensor.Type, tensor.Shape)
{
    public override void Fill(Span<byte> destination) => loaded.Bytes.CopyTo(destination);
}
