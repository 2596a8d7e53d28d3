using System.Globalization;
using System.Text;

namespace MmaDfer.Samples.SyntheticFaces.Files;

/// <summary>One long clip of one person whose emotion changes, for live use: clips that follow each other.</summary>
public static class JoinedClip
{
    /// <summary>Clips of an emotion before the next one: 4 s.</summary>
    public const int ClipsOfEach = 2;

    /// <summary>Makes the clip in memory; its emotion is the first one.</summary>
    /// <param name="settings">The person is the first identity; each seven emotions in a row are different, in an order by the seed.</param>
    /// <param name="count">How many clips follow each other.</param>
    public static SyntheticClip Generate(ClipSettings settings, int count)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var generator = new ClipGenerator(settings);
        SyntheticClip[] clips = [.. Enumerable.Range(0, count).Select(i => generator.Generate(new ClipRecipe(i, EmotionOf(settings, i), settings.FirstIdentity)))];
        return clips[0] with { Frames = [.. clips.SelectMany(c => c.Frames)], Samples = [.. clips.SelectMany(c => c.Samples)] };
    }

    /// <summary>The emotion of one of the clips.</summary>
    public static Emotion EmotionOf(ClipSettings settings, int clip) => ClipRecipe.Of(settings, clip / ClipsOfEach).Emotion;

    /// <summary>Writes the clip as NAME.y4m and NAME.wav, and as NAME.csv what it shows when: path,start,end,label,person,audio.</summary>
    /// <param name="name">Path without an extension.</param>
    /// <param name="settings">As of <see cref="Generate"/>.</param>
    /// <param name="count">How many clips follow each other.</param>
    /// <param name="margin">Pixels of grey wall on each side of the frames, as a camera sees a face from further away; even.</param>
    public static void Write(string name, ClipSettings settings, int count, int margin = 0)
    {
        SyntheticClip clip = Generate(settings, count);
        if (margin > 0)
            clip = clip with { Size = clip.Size + 2 * margin, Frames = [.. clip.Frames.Select(f => Surround(f, clip.Size, margin))] };
        File.WriteAllBytes(name + ".y4m", Y4mWriter.Bytes(clip));
        File.WriteAllBytes(name + ".wav", WavWriter.Bytes(clip.Samples, SyntheticClip.SampleRate));
        string file = Path.GetFileName(name);
        var lines = new StringBuilder("path,start,end,label,person,audio\n");
        for (int i = 0; i < count; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{file}.y4m,{i * ClipSettings.Seconds},{(i + 1) * ClipSettings.Seconds},{EmotionTable.Label(EmotionOf(settings, i))},{settings.FirstIdentity},{file}.wav\n");
        File.WriteAllText(name + ".csv", lines.ToString());
    }

    private static byte[] Surround(byte[] frame, int size, int margin)
    {
        int wide = size + 2 * margin;
        byte[] result = new byte[3 * wide * wide];
        Array.Fill(result, (byte)128);
        for (int row = 0; row < size; row++)
            frame.AsSpan(3 * size * row, 3 * size).CopyTo(result.AsSpan(3 * (wide * (row + margin) + margin)));
        return result;
    }
}
