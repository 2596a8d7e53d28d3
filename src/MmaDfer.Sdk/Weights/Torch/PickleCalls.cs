namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>Gives the calls and persistent ids of a pickle their values.</summary>
internal interface IPickleCalls
{
    /// <summary>The value of a call; null if the function is not allowed, which is an error.</summary>
    object? Call(PickleGlobal function, object?[] arguments);

    /// <summary>The value of a persistent id; null if it is not understood, which is an error.</summary>
    object? Load(object? id);
}

/// <summary>For pickles of plain values: every call is an error.</summary>
internal sealed class NoPickleCalls : IPickleCalls
{
    public object? Call(PickleGlobal function, object?[] arguments) => null;

    public object? Load(object? id) => null;
}

/// <summary>
/// The calls that create the plain values which training scripts save beside the weights: numbers and arrays of NumPy, paths,
/// dates, sets, devices. No value is created; the list of names separates these calls from others, which are refused.
/// </summary>
internal static class InertCalls
{
    /// <summary>Names as Python 3 and NumPy 1 have them.</summary>
    private static readonly HashSet<string> s_names =
    [
        "builtins.bool", "builtins.bytearray", "builtins.bytes", "builtins.complex", "builtins.dict", "builtins.float", "builtins.frozenset",
        "builtins.int", "builtins.list", "builtins.object", "builtins.range", "builtins.set", "builtins.slice", "builtins.str", "builtins.tuple",
        "builtins.xrange", "_codecs.encode", "copyreg._reconstructor",
        "collections.Counter", "collections.deque", "types.SimpleNamespace", "argparse.Namespace", "array.array", "array._array_reconstructor",
        "datetime.date", "datetime.datetime", "datetime.time", "datetime.timedelta", "datetime.timezone", "time.struct_time",
        "pytz._UTC", "pytz._p", "zoneinfo.ZoneInfo", "zoneinfo.ZoneInfo._unpickle",
        "decimal.Decimal", "fractions.Fraction", "uuid.UUID", "random.Random", "re._compile",
        "ipaddress.IPv4Address", "ipaddress.IPv6Address",
        "numpy.dtype", "numpy.ndarray", "numpy.core.multiarray._reconstruct", "numpy.core.multiarray.scalar", "numpy.core.numeric._frombuffer",
        "numpy.ma.core._mareconstruct", "numpy.random.__RandomState_ctor", "numpy.random._pickle.__randomstate_ctor",
        "numpy.random._pickle.__generator_ctor", "numpy.random._pickle.__bit_generator_ctor",
        "torch.device", "torch.Size", "torch.serialization._get_layout", "torchvision.transforms.functional.InterpolationMode",
    ];

    private static readonly HashSet<string> s_paths =
        ["Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath"];

    public static bool Allow(PickleGlobal function, object?[] arguments)
    {
        string module = function.Module switch
        {
            "__builtin__" => "builtins",
            "copy_reg" => "copyreg",
            { } name when name.StartsWith("numpy._core.", StringComparison.Ordinal) => "numpy.core." + name["numpy._core.".Length..],
            { } name => name,
        };
        return (module, function.Name) switch
        {
            ("pathlib" or "pathlib._local", _) => s_paths.Contains(function.Name),
            // A member of an Enum, a nested class, a function of PyTorch: named, never used.
            ("builtins", "getattr") => arguments is [PickleGlobal, string],
            ("builtins", "type") => arguments is [null],
            ("functools", "partial") => arguments is [PickleGlobal { Module: var of }] && of.StartsWith("torch.", StringComparison.Ordinal),
            // A member of an Enum that the training script itself defines: its class, called with its value.
            ("__main__", _) => arguments is [string or long or double],
            _ => s_names.Contains($"{module}.{function.Name}"),
        };
    }
}
