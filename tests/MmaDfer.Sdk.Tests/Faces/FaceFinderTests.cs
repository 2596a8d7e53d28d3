using System.Text;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tests.Faces.Cascades;

namespace MmaDfer.Sdk.Tests.Faces;

[TestClass]
public sealed class FaceFinderTests
{
    [TestMethod]
    public void TheWholeFrameIsAFace()
    {
        var finder = FaceFinder.WholeFrame;
        FaceBox[] faces = new FaceBox[2];
        Assert.AreEqual(1, finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), faces));
        Assert.AreEqual(new FaceBox(0, 0, 4, 3), faces[0]);
        Assert.AreEqual(0, finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), []));
        Assert.AreEqual(0, finder.Find(default, faces));
    }

    [TestMethod]
    public void AFunctionIsAsked()
    {
        var finder = FaceFinder.Create((frame, faces) =>
        {
            faces[0] = new FaceBox(frame.Width, frame.Height, 5, 6);
            return 1;
        });
        FaceBox[] found = new FaceBox[2];
        Assert.AreEqual(1, finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), found));
        Assert.AreEqual(new FaceBox(4, 3, 5, 6), found[0]);
        Assert.ThrowsExactly<ArgumentNullException>(() => FaceFinder.Create(null!));
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(-1)]
    public void AFunctionThatMiscountsIsAMistake(int count)
    {
        var finder = FaceFinder.Create((_, _) => count);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => finder.Find(new FrameView(new byte[12], 4, 3, PixelLayout.Gray8), new FaceBox[2])).Message,
            $"returned {count} faces, but had room for 2");
    }

    [TestMethod]
    public void AFinderThatSearchesOnlyWholeFramesKeepsFacesOfTheRegionAndTheSizes()
    {
        var finder = FaceFinder.Create((_, faces) =>
        {
            FaceBox[] found = [new(0, 0, 40, 40), new(100, 100, 20, 20), new(15, 15, 20, 20), new(20, 20, 4, 4)];
            found.CopyTo(faces);
            return found.Length;
        });
        Assert.IsFalse(finder.CanSearchRegions);
        FaceBox[] kept = new FaceBox[8];
        int count = finder.Find(new FrameView(new byte[1], 1, 1, PixelLayout.Gray8), new FaceBox(10, 10, 50, 50), 10, 30, kept);
        Assert.AreEqual(1, count);
        Assert.AreEqual(new FaceBox(15, 15, 20, 20), kept[0]);
    }

    [TestMethod]
    public void ACascadeIsKnownByItsContent()
    {
        using var folder = new TemporaryFolder();
        string xml = new MadeUpCascade(haar: true, 1, 3).Xml(), bare = xml[xml.IndexOf("<opencv", StringComparison.Ordinal)..];
        foreach (byte[] content in (byte[][])[
            Encoding.UTF8.GetBytes(xml),
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(xml)],
            Encoding.UTF8.GetBytes("\r\n\t " + bare),
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(bare)],
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(bare)]])
        {
            Assert.IsInstanceOfType<CascadeFaceFinder>(FaceFinder.Open(folder.Write("face.onnx", content)));
        }
    }

    [TestMethod]
    public void ANetworkIsKnownByItsContent()
    {
        using var folder = new TemporaryFolder();
        File.Copy(FaceModels.Default(), folder["face.xml"]);
        Assert.IsInstanceOfType<NeuralFaceFinder>(FaceFinder.Open(folder["face.xml"]));
        Assert.IsInstanceOfType<NeuralFaceFinder>(FaceFinder.Default());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("These are notes.")]
    [DataRow("\uFFFD\0\0\0TFL3")]
    [DataRow("\u0008")]
    [DataRow("\u0008\u0007\u0012\u0003abc")]
    [DataRow("<svg/>")]
    [DataRow("<")]
    public void AForeignFileIsRefusedInOneSentence(string content)
    {
        using var folder = new TemporaryFolder();
        OneSentence(() => FaceFinder.Open(folder.Write("a.file", Encoding.UTF8.GetBytes(content))), "a.file");
    }

    [TestMethod]
    public void AFileThatCannotBeReadIsNamed()
    {
        using var folder = new TemporaryFolder();
        OneSentence(() => FaceFinder.Open(folder["missing.onnx"]), "missing.onnx", "there is no such file", "YuNet or BlazeFace");
        OneSentence(() => FaceFinder.Open(folder["no", "missing.onnx"]), "missing.onnx", "its folder does not exist");
        OneSentence(() => FaceFinder.Open(folder.Path), "this is a folder");
        OneSentence(() => FaceFinder.Open(""), "The empty path");
        OneSentence(() => FaceFinder.Open(Path.Combine(AppContext.BaseDirectory, "demo.safetensors")), "demo.safetensors", "is not a face model");
        Assert.ThrowsExactly<ArgumentNullException>(() => FaceFinder.Open(null!));
    }

    [TestMethod]
    public void WhereTheFaceModelIsMissingTheSentenceSaysHowToGetIt()
    {
        using var folder = new TemporaryFolder();
        OneSentence(() => FaceFinder.Default(folder.Path, 0.05), folder["face.onnx"], "MmaDfer.FaceModel", "packaging/face-model");
        folder.Write("face.onnx", Encoding.UTF8.GetBytes(new MadeUpCascade(haar: false, 1, 3).Xml()));
        Assert.IsNotNull(FaceFinder.Default(folder.Path, 0.05));
    }

    [TestMethod]
    [DataRow(-0.01)]
    [DataRow(1.01)]
    [DataRow(double.NaN)]
    public void AnImpossibleShareIsRefused(double share)
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FaceFinder.Open("face.onnx", share));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => FaceFinder.Default(share));
    }

    private static void OneSentence(Action open, params string[] words)
    {
        string message = Assert.ThrowsExactly<ModelFileException>(open).Message;
        Console.WriteLine(message);
        StringAssert.EndsWith(message, ".");
        Assert.DoesNotContain(". ", message);
        foreach (string word in words)
            StringAssert.Contains(message, word);
    }
}
