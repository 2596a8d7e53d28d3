namespace MmaDfer.Samples.SyntheticPeople;

/// <summary>
/// A point, a direction or a linear colour. Scalar operations only: the vector types of .NET sum in an order that differs between processors,
/// and the same seed shall make the same bytes everywhere.
/// </summary>
internal readonly struct V3(float x, float y, float z)
{
    public readonly float X = x;
    public readonly float Y = y;
    public readonly float Z = z;

    public float Length => MathF.Sqrt(Dot(this, this));

    public V3 Unit => Length is > 1e-12f and float length ? this * (1 / length) : new V3(0, 0, 1);

    public static V3 operator +(V3 a, V3 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static V3 operator -(V3 a, V3 b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static V3 operator *(V3 a, float s) => new(a.X * s, a.Y * s, a.Z * s);

    public static V3 operator *(V3 a, V3 b) => new(a.X * b.X, a.Y * b.Y, a.Z * b.Z);

    public static float Dot(V3 a, V3 b) => (a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z);

    public static V3 Cross(V3 a, V3 b) => new((a.Y * b.Z) - (a.Z * b.Y), (a.Z * b.X) - (a.X * b.Z), (a.X * b.Y) - (a.Y * b.X));

    public static V3 Mix(V3 a, V3 b, float t) => a + ((b - a) * t);

    /// <summary>Reads point <paramref name="index"/> of packed coordinates.</summary>
    public static V3 At(float[] packed, int index) => new(packed[3 * index], packed[(3 * index) + 1], packed[(3 * index) + 2]);

    public void To(float[] packed, int index) => (packed[3 * index], packed[(3 * index) + 1], packed[(3 * index) + 2]) = (X, Y, Z);
}
