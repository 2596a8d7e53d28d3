namespace MmaDfer.Samples.SyntheticFaces.Faces;

internal enum HairKind
{
    None,
    Short,
    Parted,
    Long,
    Curly,
    Tied,
}
