namespace MmaDfer.Samples.SyntheticFaces;

/// <summary>What a face can show. Three of the four are shared by two emotions.</summary>
public enum FaceGroup
{
    /// <summary>Corners of the mouth up, cheeks raised.</summary>
    Smiling,

    /// <summary>Hardly moved; lids and gaze a little low.</summary>
    Still,

    /// <summary>Brows pressed down, eyes narrow, corners down and uneven.</summary>
    Frowning,

    /// <summary>Brows up, eyes wide, mouth open.</summary>
    Startled,
}
