namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_event</c>.</summary>
internal unsafe struct EventData : ISized
{
    public uint Size;
    public EventKind Kind;
    public int Label;
    public int Previous;
    public ReadingData* Reading;
    public byte* Message;
    public PersonData* Person;

    public EventData(EventKind kind)
    {
        Size = (uint)sizeof(EventData);
        Kind = kind;
        Label = Previous = -1;
    }

    public static string Name => "mmadfer_event";
}

/// <summary>The kinds of events.</summary>
internal enum EventKind
{
    EmotionChanged = 1,
    FaceFound = 2,
    FaceLost = 3,
    AudioFound = 4,
    AudioLost = 5,
    Faulted = 6,
    PersonAppeared = 7,
    PersonLeft = 8,
}
