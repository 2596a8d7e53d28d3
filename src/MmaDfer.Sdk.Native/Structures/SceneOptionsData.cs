namespace MmaDfer.Sdk.Native.Structures;

/// <summary><c>mmadfer_scene_options</c>.</summary>
internal unsafe struct SceneOptionsData : ISized
{
    public uint Size;
    public int MaxPeople;
    public StreamOptionsData* Stream;
    public int ShareVoice;
    public int Reserved;

    public static string Name => "mmadfer_scene_options";

    /// <summary>The options of the scene.</summary>
    /// <exception cref="ArgumentException">A field is out of range; the message names it.</exception>
    public readonly EmotionSceneOptions Read()
    {
        if (MaxPeople is < 0 or > EmotionSceneOptions.Most)
            throw new ArgumentException($"{Name}.max_people is {MaxPeople}; it must be between 1 and {EmotionSceneOptions.Most}, or 0 for 4.");
        if (Reserved != 0)
            throw new ArgumentException($"{Name}.reserved is not 0; use MMADFER_SCENE_OPTIONS_INIT.");
        var options = new EmotionSceneOptions { Stream = Sized.ReadOrDefault<StreamOptionsData>(Stream).Read(findsFaces: true), FindSpeaker = ShareVoice == 0 };
        return MaxPeople == 0 ? options : options with { MaxPeople = MaxPeople };
    }
}
