using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople.People;

/// <summary>What is drawn of people: streams of their own beside those of the drawn faces.</summary>
internal enum Draw
{
    Body = 101,
    Skin,
    Brows,
    Hair,
    Beard,
    Age,
    Resting,
    Habits,
    Clip,
    Lights,
    Camera,
    Backdrop,
    Face,
    Blinks,
    Clothes,
    Sensor,
    Manner,
    Speech,
    Sound,
    Room,
    Style,
    Text,
}

internal static class PeopleDraws
{
    public static Draws Of(this Draw purpose, params ReadOnlySpan<long> keys) => new((Draws.Purpose)purpose, keys);

    public static V3 Tint(this Draws draws, double spread) => new(
        1 + (float)(spread * draws.Bell()), 1 + (float)(spread * draws.Bell()), 1 + (float)(spread * draws.Bell()));

    public static T Pick<T>(this Draws draws, params ReadOnlySpan<T> values) => values[draws.Below(values.Length)];
}
