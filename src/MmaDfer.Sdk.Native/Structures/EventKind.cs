namespace MmaDfer.Sdk.Native.Structures;

/// <summary>What an event tells.</summary>
internal enum EventKind
{
    EmotionChanged = 1,
    FaceFound = 2,
    FaceLost = 3,
    AudioFound = 4,
    AudioLost = 5,
    Faulted = 6,
}
