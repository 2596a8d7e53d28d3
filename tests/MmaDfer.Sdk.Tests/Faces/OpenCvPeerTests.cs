using System.Text.Json;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>Where OpenCV is installed, every single window must be the one that it finds, before and after grouping.</summary>
[TestClass]
public sealed class OpenCvPeerTests
{
    private const string Script = """
        import cv2, json, sys
        cv2.setNumThreads(1)
        boxes = []
        for picture in ("family", "portrait"):
            gray = cv2.cvtColor(cv2.imread(f"{sys.argv[1]}/{picture}.jpg"), cv2.COLOR_BGR2GRAY)
            gray.tofile(f"{sys.argv[2]}/{picture}")
            for path in sys.argv[3:]:
                cascade = cv2.CascadeClassifier(path)
                for neighbours, least in ((0, 50), (2, 50)):
                    found = cascade.detectMultiScale(gray, 1.15, neighbours, 0, (least, least))
                    boxes.append([[int(n) for n in box] for box in found])
        print(json.dumps(boxes))
        """;

    [TestMethod]
    public void EveryWindowIsOpenCvs()
    {
        string python = RequiredTools.PythonWithOpenCv();
        string[] cascades = [FacePhotographs.Haar, FacePhotographs.Lbp];
        using var folder = new TemporaryFolder();
        (int code, string output) = RequiredTools.RunPython(
            python, Script, [Path.GetDirectoryName(FacePhotographs.Path("family"))!, folder.Path, .. cascades.Select(FacePhotographs.Cascade)]);
        Assert.AreEqual(0, code, output);
        int[][][] expected = JsonSerializer.Deserialize<int[][][]>(output)!;
        int next = 0;
        foreach ((string frame, int width, int height) in new[] { ("family", 640, 427), ("portrait", 845, 1024) })
        {
            byte[] gray = File.ReadAllBytes(folder[frame]);
            foreach (string cascade in cascades)
            {
                foreach ((int neighbours, int least) in new[] { (0, 50), (2, 50) })
                {
                    var finder = new CascadeFaceFinder(
                        FacePhotographs.Cascade(cascade),
                        new() { ScaleFactor = 1.15, MinNeighbors = neighbours, MinSize = least, MinShare = 0, BoxScale = 1 });
                    FaceBox[] faces = new FaceBox[1000];
                    int count = finder.Find(new FrameView(gray, width, height, PixelLayout.Gray8), faces);
                    CollectionAssert.AreEquivalent(
                        expected[next++].Select(b => new FaceBox(b[0], b[1], b[2], b[3])).ToArray(), faces[..count], $"{frame} {cascade} {neighbours}");
                    Assert.IsGreaterThan(0, count);
                }
            }
        }
    }
}
