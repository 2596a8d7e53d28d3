namespace MmaDfer.Sdk.Engines.Onnx.Native;

/// <summary>
/// The functions of ONNX Runtime's C API that this SDK calls, by their index in the library's table. The table only ever grows at its
/// end, so every later runtime works too. Functions that can fail return a status for <see cref="OrtLibrary.Check"/>. Strings are UTF-8
/// and end with a zero.
/// </summary>
internal readonly unsafe struct OrtApi(void** table)
{
    /// <summary>The table asked for: that of ONNX Runtime 1.17.</summary>
    public const uint Version = 17;

    /// <summary>The table with the functions for plug-ins and devices: that of ONNX Runtime 1.22. They are the last ones here.</summary>
    public const uint PlugInVersion = 22;

    /// <summary>(status): its message, owned by it.</summary>
    public delegate* unmanaged<nint, byte*> GetErrorMessage => (delegate* unmanaged<nint, byte*>)table[2];

    /// <summary>(log level, log name, out environment).</summary>
    public delegate* unmanaged<int, byte*, nint*, nint> CreateEnv => (delegate* unmanaged<int, byte*, nint*, nint>)table[3];

    /// <summary>(environment).</summary>
    public delegate* unmanaged<nint, nint> DisableTelemetryEvents => (delegate* unmanaged<nint, nint>)table[6];

    /// <summary>(environment, bytes, their number, options, out session).</summary>
    public delegate* unmanaged<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray =>
        (delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)table[8];

    /// <summary>(session, run options or 0, input names, inputs, their number, output names, their number, outputs).</summary>
    public delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run =>
        (delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)table[9];

    /// <summary>(out options).</summary>
    public delegate* unmanaged<nint*, nint> CreateSessionOptions => (delegate* unmanaged<nint*, nint>)table[10];

    /// <summary>(options, mode: 0 sequential, 1 parallel).</summary>
    public delegate* unmanaged<nint, int, nint> SetSessionExecutionMode => (delegate* unmanaged<nint, int, nint>)table[13];

    /// <summary>(options).</summary>
    public delegate* unmanaged<nint, nint> DisableMemPattern => (delegate* unmanaged<nint, nint>)table[17];

    /// <summary>(options, level: 0 none .. 99 all).</summary>
    public delegate* unmanaged<nint, int, nint> SetSessionGraphOptimizationLevel => (delegate* unmanaged<nint, int, nint>)table[23];

    /// <summary>(options, threads).</summary>
    public delegate* unmanaged<nint, int, nint> SetIntraOpNumThreads => (delegate* unmanaged<nint, int, nint>)table[24];

    /// <summary>(out run options).</summary>
    public delegate* unmanaged<nint*, nint> CreateRunOptions => (delegate* unmanaged<nint*, nint>)table[39];

    /// <summary>(run options): ends the run that uses them with an error, between two operators. May be called by any thread.</summary>
    public delegate* unmanaged<nint, nint> RunOptionsSetTerminate => (delegate* unmanaged<nint, nint>)table[46];

    /// <summary>(run options): lets runs use them again.</summary>
    public delegate* unmanaged<nint, nint> RunOptionsUnsetTerminate => (delegate* unmanaged<nint, nint>)table[47];

    /// <summary>(memory info, data, bytes, sizes, rank, element type, out value).</summary>
    public delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithDataAsOrtValue =>
        (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)table[49];

    /// <summary>(allocator type: 0 device, 1 arena; memory type: 0 default; out memory info).</summary>
    public delegate* unmanaged<int, int, nint*, nint> CreateCpuMemoryInfo => (delegate* unmanaged<int, int, nint*, nint>)table[69];

    public delegate* unmanaged<nint, void> ReleaseEnv => (delegate* unmanaged<nint, void>)table[92];

    public delegate* unmanaged<nint, void> ReleaseStatus => (delegate* unmanaged<nint, void>)table[93];

    public delegate* unmanaged<nint, void> ReleaseMemoryInfo => (delegate* unmanaged<nint, void>)table[94];

    public delegate* unmanaged<nint, void> ReleaseSession => (delegate* unmanaged<nint, void>)table[95];

    public delegate* unmanaged<nint, void> ReleaseValue => (delegate* unmanaged<nint, void>)table[96];

    public delegate* unmanaged<nint, void> ReleaseRunOptions => (delegate* unmanaged<nint, void>)table[97];

    public delegate* unmanaged<nint, void> ReleaseSessionOptions => (delegate* unmanaged<nint, void>)table[100];

    /// <summary>(out names, out their number): what was built in, whether or not it works here.</summary>
    public delegate* unmanaged<byte***, int*, nint> GetAvailableProviders => (delegate* unmanaged<byte***, int*, nint>)table[125];

    /// <summary>(names, their number).</summary>
    public delegate* unmanaged<byte**, int, nint> ReleaseAvailableProviders => (delegate* unmanaged<byte**, int, nint>)table[126];

    /// <summary>(options, key, value).</summary>
    public delegate* unmanaged<nint, byte*, byte*, nint> AddSessionConfigEntry =>
        (delegate* unmanaged<nint, byte*, byte*, nint>)table[130];

    /// <summary>(provider, version of the table asked for, out the provider's own table).</summary>
    public delegate* unmanaged<byte*, uint, void***, nint> GetExecutionProviderApi =>
        (delegate* unmanaged<byte*, uint, void***, nint>)table[195];

    /// <summary>(options, CUDA options).</summary>
    public delegate* unmanaged<nint, nint, nint> AppendExecutionProviderCudaV2 => (delegate* unmanaged<nint, nint, nint>)table[204];

    /// <summary>(out CUDA options).</summary>
    public delegate* unmanaged<nint*, nint> CreateCudaProviderOptions => (delegate* unmanaged<nint*, nint>)table[205];

    /// <summary>(CUDA options, keys, values, their number).</summary>
    public delegate* unmanaged<nint, byte**, byte**, nuint, nint> UpdateCudaProviderOptions =>
        (delegate* unmanaged<nint, byte**, byte**, nuint, nint>)table[206];

    public delegate* unmanaged<nint, void> ReleaseCudaProviderOptions => (delegate* unmanaged<nint, void>)table[208];

    /// <summary>(options, names, values, their number): contents of initializers that the model leaves out.</summary>
    public delegate* unmanaged<nint, byte**, nint*, nuint, nint> AddExternalInitializers =>
        (delegate* unmanaged<nint, byte**, nint*, nuint, nint>)table[210];

    /// <summary>(options, provider, keys, values, their number).</summary>
    public delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint> AppendExecutionProvider =>
        (delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint>)table[216];

    /// <summary>(key-value pairs, out keys, out values, out their number): owned by the pairs.</summary>
    public delegate* unmanaged<nint, byte***, byte***, nuint*, void> GetKeyValuePairs =>
        (delegate* unmanaged<nint, byte***, byte***, nuint*, void>)table[298];

    /// <summary>(environment, name, path: UTF-16 on Windows, else UTF-8).</summary>
    public delegate* unmanaged<nint, byte*, void*, nint> RegisterExecutionProviderLibrary =>
        (delegate* unmanaged<nint, byte*, void*, nint>)table[301];

    /// <summary>(environment, out devices, out their number): owned by the environment.</summary>
    public delegate* unmanaged<nint, nint**, nuint*, nint> GetEpDevices => (delegate* unmanaged<nint, nint**, nuint*, nint>)table[303];

    /// <summary>(options, environment, devices of one provider, their number, keys, values, number of these).</summary>
    public delegate* unmanaged<nint, nint, nint*, nuint, byte**, byte**, nuint, nint> AppendExecutionProviderV2 =>
        (delegate* unmanaged<nint, nint, nint*, nuint, byte**, byte**, nuint, nint>)table[304];

    /// <summary>(hardware): 0 processor, 1 GPU, 2 neural processor.</summary>
    public delegate* unmanaged<nint, int> HardwareDeviceType => (delegate* unmanaged<nint, int>)table[307];

    /// <summary>(hardware): the name of its maker.</summary>
    public delegate* unmanaged<nint, byte*> HardwareDeviceVendor => (delegate* unmanaged<nint, byte*>)table[309];

    /// <summary>(hardware): its description as key-value pairs.</summary>
    public delegate* unmanaged<nint, nint> HardwareDeviceMetadata => (delegate* unmanaged<nint, nint>)table[311];

    /// <summary>(device): the name of its provider.</summary>
    public delegate* unmanaged<nint, byte*> EpDeviceName => (delegate* unmanaged<nint, byte*>)table[312];

    /// <summary>(device): the provider's description as key-value pairs.</summary>
    public delegate* unmanaged<nint, nint> EpDeviceMetadata => (delegate* unmanaged<nint, nint>)table[314];

    /// <summary>(device): the hardware.</summary>
    public delegate* unmanaged<nint, nint> EpDeviceHardware => (delegate* unmanaged<nint, nint>)table[316];
}
