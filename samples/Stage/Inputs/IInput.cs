using MmaDfer.Sdk;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Samples.Stage.Inputs;

/// <summary>A source of frames and audio that never waits: each call returns the newest data. For one thread.</summary>
public interface IInput : IDisposable
{
    /// <summary>Name for display.</summary>
    string Name { get; }

    /// <summary>The current problem in one sentence; null if there is none.</summary>
    string? Problem { get; }

    /// <summary>Finds everybody in the frames, for a scene; by default, a frame shows one face and nothing else.</summary>
    IFaceFinder Faces => WholeFrame;

    /// <summary>Takes the whole frame for a face.</summary>
    static IFaceFinder WholeFrame { get; } = FaceFinder.Create((frame, faces) =>
    {
        faces[0] = new FaceBox(0, 0, frame.Width, frame.Height);
        return 1;
    });

    /// <summary>Gets the newest frame, if it was not returned before.</summary>
    /// <param name="now">The current time, by the caller's clock.</param>
    /// <param name="frame">The frame, valid until the next call.</param>
    bool TryGetFrame(TimeSpan now, out InputFrame frame);

    /// <summary>Reads the audio since the last call; valid until the next call.</summary>
    /// <param name="now">The current time, by the caller's clock.</param>
    InputAudio ReadAudio(TimeSpan now);

    /// <summary>Pushes all new data to a stream.</summary>
    /// <returns>Whether there is a new frame.</returns>
    bool PushTo(EmotionStream stream, TimeSpan now, out InputFrame frame)
    {
        bool isNew = TryGetFrame(now, out frame);
        if (isNew && frame.Face is { } face)
            stream.PushFrame(frame.Frame, face, frame.Time);
        else if (isNew)
            stream.PushFrameWithoutFace(frame.Time);
        InputAudio audio = ReadAudio(now);
        if (!audio.Samples.IsEmpty)
            stream.PushAudio(audio.Samples, audio.SampleRate, audio.Time, audio.Channels);
        return isNew;
    }

    /// <summary>Pushes all new data to a scene, whose finder is <see cref="Faces"/>.</summary>
    /// <returns>Whether there is a new frame.</returns>
    bool PushTo(EmotionScene scene, TimeSpan now, out InputFrame frame)
    {
        bool isNew = TryGetFrame(now, out frame);
        if (isNew)
            scene.PushFrame(frame.Frame, frame.Time);
        InputAudio audio = ReadAudio(now);
        if (!audio.Samples.IsEmpty)
            scene.PushAudio(audio.Samples, audio.SampleRate, audio.Time, audio.Channels);
        return isNew;
    }
}

/// <summary>One frame.</summary>
/// <param name="frame">Its pixels.</param>
/// <param name="face">The face box; null without a face.</param>
/// <param name="time">Capture time.</param>
public readonly ref struct InputFrame(FrameView frame, FaceBox? face, TimeSpan time)
{
    public FrameView Frame { get; } = frame;

    public FaceBox? Face { get; } = face;

    public TimeSpan Time { get; } = time;
}

/// <summary>A block of audio; empty if there is none.</summary>
/// <param name="samples">Interleaved, in [-1, 1].</param>
/// <param name="sampleRate">Samples per second and channel.</param>
/// <param name="channels">Number of channels.</param>
/// <param name="time">Capture time of the first sample.</param>
public readonly ref struct InputAudio(ReadOnlySpan<float> samples, int sampleRate, int channels, TimeSpan time)
{
    public ReadOnlySpan<float> Samples { get; } = samples;

    public int SampleRate { get; } = sampleRate;

    public int Channels { get; } = channels;

    public TimeSpan Time { get; } = time;
}
