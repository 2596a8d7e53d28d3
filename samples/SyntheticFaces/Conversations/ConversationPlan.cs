namespace MmaDfer.Samples.SyntheticFaces.Conversations;

/// <summary>Somebody says something.</summary>
/// <param name="Person">Index of the person in the frame; -1 for a voice from off screen.</param>
/// <param name="Start">Seconds.</param>
/// <param name="Length">Seconds.</param>
internal readonly record struct Turn(int Person, double Start, double Length)
{
    public double End => Start + Length;
}

/// <summary>Who is in a drawn conversation, and who speaks when.</summary>
internal sealed record ConversationPlan
{
    public required int Seed { get; init; }

    /// <summary>Numbers of the people, from left to right: they have looks and voices of their own.</summary>
    public required IReadOnlyList<int> Identities { get; init; }

    /// <summary>What each of them feels, all the time.</summary>
    public required IReadOnlyList<Emotion> Emotions { get; init; }

    public required IReadOnlyList<Turn> Turns { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Whether those who do not speak move their lips without a sound, as if they chewed or prayed.</summary>
    public bool Mouthing { get; init; }

    public int FrameRate { get; init; } = 25;

    /// <summary>Width and height of a person's panel in pixels; by default as large as a frame of the demo model's training.</summary>
    public int Size { get; init; } = 112;

    /// <summary>One speaks at a time, in turns of 3 to 5 s with short pauses. The people are not those of the demo model's training.</summary>
    /// <param name="seed">Decides everything.</param>
    /// <param name="people">How many are in view.</param>
    /// <param name="seconds">Length.</param>
    /// <param name="offScreen">Whether the voice is always somebody else's.</param>
    public static ConversationPlan Draw(int seed, int people, double seconds, bool offScreen = false)
    {
        var random = new Random(seed);
        var turns = new List<Turn>();
        int speaker = offScreen ? -1 : random.Next(people);
        for (double at = 0.3; at < seconds - 1;)
        {
            double length = Math.Min(3 + (2 * random.NextDouble()), seconds - at);
            turns.Add(new Turn(speaker, at, length));
            at += length + 0.2 + (0.5 * random.NextDouble());
            speaker = offScreen ? -1 : people == 1 ? 0 : (speaker + 1 + random.Next(people - 1)) % people;
        }
        return new ConversationPlan
        {
            Seed = seed, Seconds = seconds, Turns = turns,
            Identities = [.. Enumerable.Range(0, people).Select(i => 2000 + (((seed * 3) + i) % 250))],
            Emotions = [.. Enumerable.Range(0, people).Select(i => (Emotion)((seed + (3 * i)) % 7))],
        };
    }

    /// <summary>One of the people without the others: the same frames of the person, and nobody else's voice.</summary>
    public ConversationPlan Alone(int person) => this with
    {
        Only = person, Turns = [.. Turns.Where(t => t.Person == person)],
    };

    /// <summary>The person that is seen; null for all.</summary>
    public int? Only { get; init; }
}
