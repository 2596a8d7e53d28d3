using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Native.Structures;

namespace MmaDfer.Sdk.Native;

/// <summary>A scene with a handle.</summary>
internal sealed unsafe class NativeScene : NativeInput
{
    private readonly Lock _copying = new();
    private readonly ScenePerson[] _people;

    public NativeScene(NativeRecognizer owner, EmotionScene scene)
        : base(owner, scene, scene.Options.Stream)
    {
        Scene = scene;
        _people = new ScenePerson[scene.Options.MaxPeople];
        scene.PersonAppeared += (_, e) => Send(EventKind.PersonAppeared, e);
        scene.PersonLeft += (_, e) => Send(EventKind.PersonLeft, e);
        scene.EmotionChanged += (_, e) => Send(EventKind.EmotionChanged, e);
    }

    public EmotionScene Scene { get; }

    public override void PushFrame(in FrameData frame, TimeSpan time)
    {
        if (frame.Face != 0)
            throw new ArgumentException($"mmadfer_frame.face is {frame.Face}; a scene finds the faces itself, so it must be 0.");
        Scene.PushFrame(frame.View(), time);
    }

    /// <summary>Writes the people who are in view into the caller's arrays; allocates nothing.</summary>
    /// <param name="people">Room for them.</param>
    /// <param name="personSize">Size of each.</param>
    /// <param name="readings">Room for their newest readings; null for no interest.</param>
    /// <param name="readingSize">Size of each.</param>
    /// <param name="capacity">How many have room.</param>
    /// <returns>How many there are.</returns>
    public int Write(byte* people, uint personSize, byte* readings, uint readingSize, int capacity)
    {
        lock (_copying)
        {
            int count = Scene.CopyPeople(_people);
            for (int i = 0; i < Math.Min(count, capacity); i++)
            {
                Sized.Write(people + (i * (nint)personSize), PersonData.Of(_people[i]), personSize);
                if (readings is not null)
                    Sized.Write(readings + (i * (nint)readingSize), ReadingData.Of(_people[i].Reading.GetValueOrDefault()), readingSize);
            }
            return count;
        }
    }

    private void Send(EventKind kind, PersonEventArgs told)
    {
        PersonData person = PersonData.Of(told.Person);
        ReadingData reading = ReadingData.Of(told.Person.Reading.GetValueOrDefault());
        bool changed = kind == EventKind.EmotionChanged;
        var data = new EventData(kind) { Person = &person, Reading = changed || told.Person.Reading is not null ? &reading : null };
        if (changed)
        {
            data.Label = reading.Label;
            data.Previous = EmotionLabels.IndexOf(told.Person.Reading.GetValueOrDefault().Labels, told.PreviousLabel);
        }
        Send(&data);
    }
}
