using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Recognition;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Live.Playback;

/// <summary>
/// Drawn people, one after another, each for a clip of two seconds, before a camera and a microphone that also hears the voices of the
/// game: what a stream's windows say to each clip.
/// </summary>
internal sealed class PlaybackTrial(LoadedNetwork network, int clips)
{
    /// <summary>Root mean square of a voice of ordinary loudness (the flat one of the drawn voices).</summary>
    private const double Ordinary = 0.071;

    private const int Size = 96, FrameRate = 8, Rate = 16000;
    private static readonly ClipSettings s_settings = new() { Seed = 41, FirstIdentity = 2000, Identities = 250, FramesPerSecond = FrameRate };
    private static readonly ClipSettings s_game = s_settings with { Seed = 43, FirstIdentity = 3000 };

    private readonly Dictionary<(int, bool), SyntheticClip[]> _people = [];
    private readonly Dictionary<(SimulatedRoom, int, bool), (float[] Played, float[] Heard)> _games = [];

    /// <summary>What windows say to clips.</summary>
    /// <param name="room">The room.</param>
    /// <param name="first">Number of the first clip.</param>
    /// <param name="decibels">Loudness of the game at the microphone against a voice of ordinary loudness; null for a game without sound.</param>
    /// <param name="push">Whether the stream is given the playback.</param>
    /// <param name="silent">Whether the players do not speak and look neutral, and the game's voices are sad.</param>
    /// <param name="playedRate">Samples per second of the playback.</param>
    public List<PlaybackResult> Run(SimulatedRoom room, int first, double? decibels, bool push, bool silent, int playedRate = Rate)
    {
        var generator = new ClipGenerator(s_settings);
        if (!_people.TryGetValue((first, silent), out SyntheticClip[]? people))
        {
            _people[(first, silent)] = people = [.. Enumerable.Range(first, clips).Select(i => generator.Generate(
                silent ? new ClipRecipe(i, Emotion.Neutral, ClipRecipe.Of(s_settings, i).Identity) : ClipRecipe.Of(s_settings, i)))];
        }
        float[] voice = [.. people.SelectMany(p => p.Samples).Select(s => s / 32768f)];
        if (silent)
            voice = Noise(voice.Length, first);
        if (!_games.TryGetValue((room, first, silent), out var game))
        {
            float[] unscaled = Game(first, silent);
            _games[(room, first, silent)] = game = (unscaled, room.Hear(unscaled, Rate));
        }
        double gain = decibels is { } loud ? Math.Pow(10, loud / 20) : 0;
        (float[] played, float[] echo) = (SimulatedRoom.Scale(game.Played, 0.5), SimulatedRoom.Scale(game.Heard, gain));
        float[] heard = [.. voice.Zip(echo, (a, b) => a + b)];
        return Watch(people, heard, playedRate == Rate ? played : Resample(played, playedRate), playedRate, push);
    }

    private List<PlaybackResult> Watch(SyntheticClip[] people, float[] heard, float[] played, int playedRate, bool push)
    {
        var stream = new LiveStream(new EmotionStreamOptions { Window = TimeSpan.FromSeconds(ClipSettings.Seconds), FaceFinder = null }, network.Model.Config.ImageSize, network.Model.Labels);
        var window = new WindowBuffer(network.Model.Config.ImageSize, twoClip: false);
        var results = new List<PlaybackResult>();
        int perClip = (int)(ClipSettings.Seconds * FrameRate), perFrame = Rate / FrameRate, playedPerFrame = playedRate / FrameRate;
        for (int frame = 0; frame < people.Length * perClip; frame++)
        {
            TimeSpan start = TimeSpan.FromSeconds((double)frame / FrameRate), end = TimeSpan.FromSeconds((frame + 1.0) / FrameRate);
            SyntheticClip person = people[frame / perClip];
            if (push)
                stream.PushPlayback(played.AsSpan(frame * playedPerFrame, playedPerFrame), playedRate, 1, start);
            stream.PushAudio(heard.AsSpan(frame * perFrame, perFrame), Rate, 1, start);
            stream.PushFrame(new FrameView(person.Frames[frame % perClip], Size, Size, PixelLayout.Rgb24), end);
            stream.ProcessFrame();
            // A window every quarter of a second.
            if (frame % 2 == 0 || !stream.TakeWindow(window))
                continue;
            if (frame % perClip != perClip - 1)
                continue;
            string said = network.Recognize(window).Label;
            window.TakeSilence();
            results.Add(new PlaybackResult(EmotionTable.Label(person.Emotion), said, network.Recognize(window).Label, window.Playback));
        }
        return results;
    }

    /// <summary>Voices of the game, all equally loud.</summary>
    public float[] Game(int first, bool sad)
    {
        var generator = new ClipGenerator(s_game with { Size = 2 });
        var result = new List<float>();
        for (int i = first; i < first + clips; i++)
        {
            ClipRecipe recipe = ClipRecipe.Of(s_game, i);
            float[] samples = [.. generator.Generate(sad ? new ClipRecipe(i, Emotion.Sadness, recipe.Identity) : recipe).Samples.Select(s => s / 32768f)];
            result.AddRange(SimulatedRoom.Scale(samples, Ordinary / SimulatedRoom.Rms(samples)));
        }
        return [.. result];
    }

    /// <summary>A room in which nobody speaks, as drawn clips have it.</summary>
    private static float[] Noise(int count, int seed)
    {
        var random = new Random(seed);
        float[] samples = new float[count];
        double hum = 0;
        for (int i = 0; i < count; i++)
        {
            hum += 0.3 * (2 * random.NextDouble() - 1 - hum);
            samples[i] = (float)(hum * Math.Pow(10, -57 / 20.0));
        }
        return samples;
    }

    /// <summary>The same sound at another rate.</summary>
    public static float[] Resample(float[] samples, int rate)
    {
        var ring = new AudioRing(TimeSpan.FromSeconds((double)samples.Length / Rate), TimeSpan.FromSeconds(1));
        ring.Restart(Rate, 1, TimeSpan.Zero);
        ring.Write(samples, 1, TimeSpan.Zero);
        float[] result = new float[(int)((long)samples.Length * rate / Rate)];
        new PlaybackReader(Rate, rate).Read(ring, TimeSpan.Zero, 0, result);
        return result;
    }
}

/// <summary>What a window said.</summary>
/// <param name="Meant">What the person felt.</param>
/// <param name="Said">What the window said.</param>
/// <param name="FaceAlone">What it says without audio.</param>
/// <param name="Playback">What it had of the playback.</param>
internal readonly record struct PlaybackResult(string Meant, string Said, string FaceAlone, ReadingFlags Playback);
