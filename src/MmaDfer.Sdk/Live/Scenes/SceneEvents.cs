namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>The events of a scene, and the people whom they have reported.</summary>
/// <param name="sender">The scene that raises them.</param>
/// <param name="faults">The faults of its work.</param>
/// <param name="input">Its frames and audio.</param>
internal sealed class SceneEvents(EmotionScene sender, LiveFaults faults, LiveStream input) : LiveEvents(sender, faults, input)
{
    private readonly EmotionScene _sender = sender;
    private readonly StreamClock _clock = input.Clock;
    private readonly ScenePerson[] _present = new ScenePerson[sender.Options.MaxPeople];
    private readonly List<(ScenePerson Person, string? Label)> _reported = [];

    public event EventHandler<PersonEventArgs>? PersonAppeared, PersonLeft, EmotionChanged;

    protected override void RaiseChanges()
    {
        int count = _sender.CopyPeople(_present);
        for (int i = _reported.Count - 1; i >= 0; i--)
        {
            if (IndexOf(_reported[i].Person.Id, count) >= 0)
                continue;
            (ScenePerson person, string? label) = _reported[i];
            _reported.RemoveAt(i);
            Raise(PersonLeft, new PersonEventArgs(person, label));
        }
        for (int i = 0; i < count; i++)
        {
            ScenePerson person = _present[i];
            int known = 0;
            while (known < _reported.Count && _reported[known].Person.Id != person.Id)
                known++;
            if (known == _reported.Count)
            {
                _reported.Add((person, null));
                Raise(PersonAppeared, new PersonEventArgs(person, null));
            }
            string? previous = _reported[known].Label, label = person.Reading?.Label;
            _reported[known] = (person, label);
            if (label != previous)
                Raise(EmotionChanged, new PersonEventArgs(person, previous));
        }
        if (_clock.Now is { } now)
            RaiseAudio(now);
    }

    private int IndexOf(int id, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (_present[i].Id == id)
                return i;
        }
        return -1;
    }
}
