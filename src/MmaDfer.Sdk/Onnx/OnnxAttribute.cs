namespace MmaDfer.Sdk.Onnx;

/// <summary>A named constant of a node: a whole number, a list of them, or a real number.</summary>
internal sealed class OnnxAttribute
{
    private OnnxAttribute(string name) => Name = name;

    public string Name { get; }

    public long? Integer { get; private init; }

    public float? Real { get; private init; }

    public IReadOnlyList<long>? Integers { get; private init; }

    public static OnnxAttribute Of(string name, long value) => new(name) { Integer = value };

    public static OnnxAttribute Of(string name, float value) => new(name) { Real = value };

    public static OnnxAttribute Of(string name, params long[] values) => new(name) { Integers = values };
}
