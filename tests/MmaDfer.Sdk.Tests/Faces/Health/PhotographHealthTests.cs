using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Tests.Faces.Health;

/// <summary>Flags of people in photographs, with the finders' own landmarks.</summary>
[TestClass]
public sealed class PhotographHealthTests
{
    private const int ImageSize = 112;

    [TestMethod]
    [DataRow(FaceModels.YuNetN, "portrait")]
    [DataRow(FaceModels.YuNetS, "portrait")]
    [DataRow(FaceModels.BlazeFace, "portrait")]
    [DataRow(FaceModels.YuNetN, "family")]
    [DataRow(FaceModels.YuNetS, "family")]
    [DataRow(FaceModels.BlazeFace, "family")]
    public void PeopleWhoAreSeenWellHaveNoFlag(string model, string photograph)
    {
        SeenFrame[] faces = Faces(model, photograph);
        Assert.IsGreaterThanOrEqualTo(photograph == "portrait" ? 1 : 4, faces.Length);
        foreach (SeenFrame face in faces)
        {
            FaceHealth health = HealthTrial.Watch([face], ImageSize);
            Console.WriteLine($"{health.Flags} {health.Quality}");
            Assert.AreEqual(ReadingFlags.None, health.Flags, $"{health.Quality}");
        }
    }

    [TestMethod]
    [DataRow("size", 40f)]
    [DataRow("edge", 0.2f)]
    [DataRow("blur", 0.05f)]
    [DataRow("dark", 0.14f)]
    [DataRow("bright", 10f)]
    [DataRow("mouth", 0.6f)]
    [DataRow("eyes", 0.6f)]
    public void PeopleWhoAreSeenBadlyAreFlagged(string name, float step)
    {
        Degradation way = Degradation.All.Single(w => w.Name == name);
        foreach (string photograph in (string[])["portrait", "family"])
        {
            foreach (SeenFrame face in Faces(FaceModels.YuNetN, photograph))
            {
                FaceLandmarks landmarks = face.Face.Landmarks!.Value;
                FaceHealth health = HealthTrial.Watch([way.Apply(face.Rgb, face.Width, landmarks, step, new Random(1))], ImageSize);
                Assert.IsTrue(health.Flags.HasFlag(way.Flag), $"{photograph} {health.Flags} {health.Quality}");
            }
        }
    }

    /// <summary>The faces of a photograph, each cut out as a square frame of its own.</summary>
    private static SeenFrame[] Faces(string model, string photograph)
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load(photograph);
        var view = new FrameView(rgb, width, height, PixelLayout.Rgb24);
        FaceBox[] found = new FaceBox[8];
        int count = new NeuralFaceFinder(FaceModels.Path(model), new() { MinShare = 0.1 }).Find(view, found);
        var faces = new SeenFrame[count];
        for (int i = 0; i < count; i++)
        {
            FaceBox crop = found[i].GetCrop(width, height);
            int side = (int)MathF.Min(crop.Width, crop.Height);
            byte[] cut = new byte[3 * side * side];
            new BilinearResize(side).Resize(view, (int)crop.X, (int)crop.Y, side, side, cut);
            faces[i] = new SeenFrame(cut, side, side, new FaceBox(0, 0, side, side) { Landmarks = found[i].Landmarks!.Value.Transform(1, new(-crop.X, -crop.Y)) });
        }
        return faces;
    }
}
