using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Docs.Tests.Samples;

/// <summary>Somebody drawn, who is afraid all the time: pictures, 25 a second, and a voice of 16 kHz. Three clips, over and over.</summary>
internal sealed class AfraidPlayer
{
    public const int Size = 96;

    private const int Person = 2000, Rate = 25;

    private readonly List<byte[]> _pictures = [];
    private readonly List<float> _samples = [];

    public AfraidPlayer()
    {
        var generator = new ClipGenerator(new ClipSettings { FramesPerSecond = Rate, Seed = 13, Size = Size });
        for (int i = 0; i < 3; i++)
        {
            SyntheticClip clip = generator.Generate(new ClipRecipe((100 * Person) + i, Emotion.Fear, Person));
            _pictures.AddRange(clip.Frames.Select(WithAlpha));
            _samples.AddRange(clip.Samples.Select(s => s / 32768f));
        }
    }

    public static string Model => Path.Combine(AppContext.BaseDirectory, "demo.safetensors");

    /// <summary>Red, green, blue, 255.</summary>
    public byte[] PictureAt(TimeSpan time) => _pictures[(int)(time.TotalSeconds * Rate) % _pictures.Count];

    public float SampleAt(double seconds) => _samples[(int)(seconds * SyntheticClip.SampleRate) % _samples.Count];

    private static byte[] WithAlpha(byte[] rgb)
    {
        byte[] rgba = new byte[rgb.Length / 3 * 4];
        for (int i = 0; i < rgb.Length / 3; i++)
        {
            rgb.AsSpan(3 * i, 3).CopyTo(rgba.AsSpan(4 * i));
            rgba[(4 * i) + 3] = 255;
        }
        return rgba;
    }
}
