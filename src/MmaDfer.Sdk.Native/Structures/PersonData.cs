namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_person</c>.</summary>
internal struct PersonData : ISized
{
    public uint Size;
    public int Id;
    public float FaceX;
    public float FaceY;
    public float FaceWidth;
    public float FaceHeight;
    public double FirstSeen;
    public int IsVisible;
    public int IsSpeaking;
    public int HasReading;
    public int Reserved;

    public static string Name => "mmadfer_person";

    public static unsafe PersonData Of(in ScenePerson person) => new()
    {
        Size = (uint)sizeof(PersonData),
        Id = person.Id,
        FaceX = person.Face.X,
        FaceY = person.Face.Y,
        FaceWidth = person.Face.Width,
        FaceHeight = person.Face.Height,
        FirstSeen = person.FirstSeen.TotalSeconds,
        IsVisible = person.IsVisible ? 1 : 0,
        IsSpeaking = person.IsSpeaking switch { true => 1, false => 0, null => -1 },
        HasReading = person.Reading is null ? 0 : 1,
    };
}
