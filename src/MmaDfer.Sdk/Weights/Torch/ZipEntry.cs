namespace MmaDfer.Sdk.Weights.Torch;

/// <summary>An entry of a zip archive that is stored as it is: the place of its local header and its length.</summary>
internal readonly record struct ZipEntry(string Name, long HeaderOffset, long Length);
