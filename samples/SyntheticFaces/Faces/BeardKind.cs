namespace MmaDfer.Samples.SyntheticFaces.Faces;

internal enum BeardKind
{
    None,
    Moustache,
    Chin,
    Full,
}
