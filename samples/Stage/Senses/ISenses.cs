using MmaDfer.Sdk;

namespace MmaDfer.Samples.Stage.Senses;

/// <summary>Eyes and ears: what is new is there for the taking, and nothing here ever waits. One thread asks.</summary>
public interface ISenses : IDisposable
{
    /// <summary>For people to read.</summary>
    string Name { get; }

    /// <summary>What is wrong at present, in one sentence; null if nothing is.</summary>
    string? Trouble { get; }

    /// <summary>The newest picture, if it was not given before.</summary>
    /// <param name="now">The present, by the clock of the one who asks.</param>
    /// <param name="sight">The picture, valid until the next call.</param>
    bool Look(TimeSpan now, out Sight sight);

    /// <summary>What was heard since the last call, valid until the next one.</summary>
    /// <param name="now">The present, by the clock of the one who asks.</param>
    Sound Listen(TimeSpan now);

    /// <summary>Hands all that is new to a stream.</summary>
    /// <returns>Whether there is a new picture.</returns>
    bool Feed(EmotionStream stream, TimeSpan now, out Sight sight)
    {
        bool isNew = Look(now, out sight);
        if (isNew && sight.Face is { } face)
            stream.PushFrame(sight.Frame, face, sight.Time);
        else if (isNew)
            stream.PushFrameWithoutFace(sight.Time);
        Sound sound = Listen(now);
        if (!sound.Samples.IsEmpty)
            stream.PushAudio(sound.Samples, sound.SampleRate, sound.Time, sound.Channels);
        return isNew;
    }
}
