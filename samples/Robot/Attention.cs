using MmaDfer.Sdk;

namespace MmaDfer.Samples.Robot;

/// <summary>
/// Chooses whom the robot looks at and reacts to: the one who speaks. While nobody in view does, it stays with whom it looked at before; if
/// that person has gone, it turns to the largest face. A voice from out of view, or one that may be anybody's, changes nothing.
/// </summary>
internal sealed class Attention
{
    /// <summary>Id of the person; null for nobody.</summary>
    public int? Id { get; private set; }

    /// <summary>Chooses.</summary>
    /// <param name="people">Everybody in view.</param>
    /// <returns>Index of the person; -1 for nobody.</returns>
    public int Choose(ReadOnlySpan<ScenePerson> people)
    {
        int chosen = -1;
        for (int i = 0; i < people.Length; i++)
        {
            if (chosen < 0 || Rank(people[i]).CompareTo(Rank(people[chosen])) > 0)
                chosen = i;
        }
        Id = chosen < 0 ? null : people[chosen].Id;
        return chosen;
    }

    private (bool Speaks, bool Before, float Size) Rank(in ScenePerson person) =>
        (person.IsSpeaking == true, person.Id == Id, person.Face.Width * person.Face.Height);
}
