using System.Numerics;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Faces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Samples.SyntheticFaces.Painting;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Tests.Faces.Health;

namespace MmaDfer.Sdk.Benchmarks;

/// <summary>The pictures of docs/faces.md: a drawn person, seen badly in each way.</summary>
internal static class HealthPictures
{
    private const int Size = 160, Person = 2017;
    private static readonly Identity s_person = Identity.Of(Person);

    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        Scene near = Scene.Draw(new Draws(Draws.Purpose.Scene, 5, 2)) with { Centre = new Vector2(0.5f), Noise = 0.01f };
        byte[] good = Draw(near, default);
        Save(folder, "good", good);
        Save(folder, "small", Draw(near with { Scale = 0.06f, Centre = new(0.62f, 0.45f) }, default));
        Save(folder, "edge", Draw(near with { Centre = new(0.2f, 0.5f) }, default));
        Save(folder, "turned", Draw(near, 45));
        Save(folder, "blurred", Degrade("blur", 0.045f));
        Save(folder, "dark", Degrade("dark", 0.2f));
        Save(folder, "bright", Degrade("bright", 5));
        Save(folder, "covered", Degrade("mouth", 0.5f));
        byte[] two = Draw(near with { Scale = 0.22f, Centre = new(0.28f, 0.5f) }, default);
        byte[] other = Draw(near with { Scale = 0.2f, Centre = new(0.74f, 0.52f) }, default, Identity.Of(Person + 5));
        for (int y = 0; y < Size; y++)
            other.AsSpan(3 * ((y * Size) + (Size / 2)), 3 * Size / 2).CopyTo(two.AsSpan(3 * ((y * Size) + (Size / 2))));
        Save(folder, "several", two);

        byte[] Degrade(string name, float strength) =>
            Degradation.All.Single(w => w.Name == name).Apply(good, Size, Landmarks(near), strength, new Random(1)).Rgb;
    }

    private static byte[] Draw(Scene scene, float turned, Identity? person = null)
    {
        byte[] rgb = new byte[3 * Size * Size];
        new FaceRenderer(person ?? s_person, scene, FaceStyle.Cartoon, Size).Render(
            new Expression { Yaw = float.DegreesToRadians(turned) }, null, rgb);
        return rgb;
    }

    private static FaceLandmarks Landmarks(Scene scene)
    {
        var head = new HeadFrame(scene.Centre * Size, scene.Scale * Size, s_person.HeadWidth, s_person.Taper, new Expression());
        return new FaceLandmarks(head.At(-s_person.EyeX, s_person.EyeY), head.At(s_person.EyeX, s_person.EyeY), head.At(0, s_person.NoseLength), head.At(0, s_person.MouthY));
    }

    private static void Save(string folder, string name, byte[] rgb) =>
        File.WriteAllBytes(Path.Combine(folder, name + ".png"), PngWriter.Bytes(rgb, Size, Size));
}
