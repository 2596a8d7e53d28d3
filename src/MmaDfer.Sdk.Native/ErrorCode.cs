namespace MmaDfer.Sdk.Native;

/// <summary><c>mmadfer_result</c> of the header.</summary>
internal enum ErrorCode
{
    Ok = 0,
    NoReading = 1,
    Cut = 2,
    Argument = -1,
    Handle = -2,
    Model = -3,
    Engine = -4,
    Media = -5,
    Memory = -6,
    Internal = -7,
}
