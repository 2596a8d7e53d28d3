namespace MmaDfer.Sdk.Sources;

/// <summary>In which order the images of a folder are shown.</summary>
public enum FrameOrder
{
    /// <summary>
    /// By name, character by character: 0, 1, 10, 100, 101, 11, ... The published weights were trained and tested this way,
    /// also on data whose names lack leading zeros; the official lists are read so.
    /// </summary>
    Ordinal,

    /// <summary>By name, with the digits in it taken as numbers: 0, 1, 2, ..., 10, 11, ... The usual one but for the official lists.</summary>
    Numeric,
}
