namespace MmaDfer.Sdk;

/// <summary>Something about a person of an <see cref="EmotionScene"/> has changed.</summary>
public sealed class PersonEventArgs : EventArgs
{
    internal PersonEventArgs(in ScenePerson person, string? previousLabel)
    {
        Person = person;
        PreviousLabel = previousLabel;
    }

    /// <summary>The person; of <see cref="EmotionScene.PersonLeft"/>: as last seen.</summary>
    public ScenePerson Person { get; }

    /// <summary>The label of the reading; null for none.</summary>
    public string? Label => Person.Reading?.Label;

    /// <summary>The previous label; null for none.</summary>
    public string? PreviousLabel { get; }
}
