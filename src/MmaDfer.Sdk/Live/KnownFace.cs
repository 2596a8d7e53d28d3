using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Live;

/// <summary>Where a face was found, and what of the next pictures is enough to follow it.</summary>
/// <param name="Face">What the network is to see of it; empty for no face.</param>
/// <param name="Enough">What is enough to follow it and all others that are known.</param>
/// <param name="WholeFrom">When faces are looked for next: from then on whole pictures are needed.</param>
internal readonly record struct KnownFace(PixelArea Face, FaceBox Enough, TimeSpan WholeFrom);
