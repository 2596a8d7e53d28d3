namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>The events of a scene, and the people whom they have reported.</summary>
/// <param name="sender">The scene that raises them.</param>
/// <param name="input">Its frames and audio.</param>
internal sealed class SceneEvents(EmotionScene sender, LiveStream input)
{
    private readonly Lock _raising = new();
    private readonly ScenePerson[] _present = new ScenePerson[sender.Options.MaxPeople];
    private readonly List<(ScenePerson Person, string? Label)> _reported = [];
    private bool _closed;
    private MmaDferException? _workFault, _sourcesFault, _updateFault, _audioFault;
    private int _updates;

    public event EventHandler<PersonEventArgs>? PersonAppeared, PersonLeft, EmotionChanged;

    public event EventHandler<StreamFaultedEventArgs>? Faulted;

    /// <summary>Raises the events for everything that has changed, by the rules of <see cref="StreamEvents.Update"/>.</summary>
    public void Update()
    {
        if (Interlocked.Increment(ref _updates) > 1)
            return;
        try
        {
            int seen;
            do
            {
                seen = Volatile.Read(ref _updates);
                RaiseChanges();
            }
            while (Interlocked.CompareExchange(ref _updates, 0, seen) != seen);
        }
        catch
        {
            // A handler threw: the next update raises the other events.
            Volatile.Write(ref _updates, 0);
            throw;
        }
    }

    /// <summary>Raises no more events; waits for a handler that runs on another thread.</summary>
    public void Close()
    {
        lock (_raising)
            _closed = true;
    }

    private void RaiseChanges()
    {
        int count = sender.CopyPeople(_present);
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
        RaiseFault(sender.WorkFault, ref _workFault);
        RaiseFault(input.Clock.SourcesFault, ref _sourcesFault);
        RaiseFault(input.Clock.UpdateFault, ref _updateFault);
        RaiseFault(input.Audio.Fault, ref _audioFault);
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

    private void RaiseFault(MmaDferException? fault, ref MmaDferException? reported)
    {
        if (fault == reported)
            return;
        reported = fault;
        if (fault is not null)
            Raise(Faulted, new StreamFaultedEventArgs(fault));
    }

    private void Raise<T>(EventHandler<T>? handlers, T arguments)
    {
        lock (_raising)
        {
            if (!_closed)
                handlers?.Invoke(sender, arguments);
        }
    }
}
