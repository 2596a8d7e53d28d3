using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Tests.Faces;

[TestClass]
public sealed class HeadPoseTests
{
    private const int Size = 320;

    [TestMethod]
    public void TmpDump()
    {
        string dir = Environment.GetEnvironmentVariable("DUMP")!;
        if (dir is null) return;
        foreach (int n in new[] { 1, 2, 3 })
            foreach ((int y, int p, int r) in Poses())
            {
                if (y % 20 != 0 || r % 30 != 0 || p%25!=0) continue;
                byte[] rgb = new DrawnHead(n).Draw(new(y, p, r), Size);
                using var f = File.Create(Path.Combine(dir, $"{n}_{y}_{p}_{r}.ppm"));
                f.Write(System.Text.Encoding.ASCII.GetBytes($"P6 {Size} {Size} 255\n"));
                f.Write(rgb);
            }
    }

    [TestMethod]
    public void Exact()
    {
        double[] sum = new double[3]; double[] worst = new double[3]; int count = 0;
        for (int n = 0; n < 12; n++)
            foreach ((int y, int p, int r) in Poses())
            {
                HeadPose e = HeadPose.Estimate(new DrawnHead(n).Landmarks(new(y, p, r), Size))!.Value;
                double[] d = [Math.Abs(e.Yaw - y), Math.Abs(e.Pitch - p), Math.Abs(e.Roll - r)];
                count++;
                for (int i = 0; i < 3; i++) { sum[i] += d[i]; worst[i] = Math.Max(worst[i], d[i]); }
                if (n == 0 && r == 0) Console.WriteLine($"{y} {p} {r}: {e}");
            }
        Console.WriteLine($"mean {sum[0] / count:0.00} {sum[1] / count:0.00} {sum[2] / count:0.00} worst {worst[0]:0.0} {worst[1]:0.0} {worst[2]:0.0}");
    }

    private static IEnumerable<(int, int, int)> Poses()
    {
        for (int y = -40; y <= 40; y += 10)
            foreach (int p in (int[])[-25, -12, 0, 12, 25])
                foreach (int r in (int[])[-30, -15, 0, 15, 30])
                    yield return (y, p, r);
    }
}
