using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;
namespace MmaDfer.Sdk.Tests.Faces;
[TestClass]
public sealed class TmpCondTests
{
    [TestMethod]
    public void Run()
    {
        foreach (string model in new[] { FaceModels.YuNetN, FaceModels.BlazeFace })
        foreach (string file in Directory.GetFiles("/tmp/cond", "*.raw").Order())
        {
            int size = 112;
            var options = new EmotionStreamOptions { FaceFinder = new NeuralFaceFinder(FaceModels.Path(model)) };
            var queue = new FrameQueue(); var place = new LastFace();
            var ring = new FrameRing(3 * size * size, 100);
            var intake = new FrameIntake(queue, place, size, options);
            var cutter = new FaceCutter(queue, place, new Presence(), ring, size, options);
            byte[] all = File.ReadAllBytes(file);
            int n = 3 * 640 * 480;
            for (int i = 0; i < all.Length / n; i++)
            {
                intake.Push(new FrameView(all.AsSpan(i * n, n), 640, 480, PixelLayout.Rgb24), TimeSpan.FromSeconds(i / 25.0), 0);
                cutter.ProcessNext();
            }
            var window = new WindowBuffer(size, twoClip: false);
            ring.Copy(0, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1000), window);
            Console.WriteLine($"{model[..6]} {Path.GetFileNameWithoutExtension(file)} {ring.Count}: {window.Health.Flags} {window.Health.Quality}");
        }
    }
}
