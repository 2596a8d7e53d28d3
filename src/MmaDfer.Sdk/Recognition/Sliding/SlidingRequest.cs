namespace MmaDfer.Sdk.Recognition.Sliding;

/// <summary>A window whose 16 frames stand for 16 slots of time in a row.</summary>
/// <param name="State">What was computed before.</param>
/// <param name="Epoch">Number of the stream's start: slots of another start are others.</param>
/// <param name="LastSlot">The newest frame's slot; that of the one before is one less, and so on.</param>
internal readonly record struct SlidingRequest(SlidingState State, long Epoch, long LastSlot);
