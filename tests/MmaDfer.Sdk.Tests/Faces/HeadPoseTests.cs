using System.Numerics;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Tests.Faces;

/// <summary>Poses of drawn heads, whose proportions are not those of the model that is fitted.</summary>
[TestClass]
public sealed class HeadPoseTests
{
    private const int Size = 320, Heads = 12;

    public static IEnumerable<HeadPose> Poses()
    {
        for (int yaw = -40; yaw <= 40; yaw += 10)
        {
            foreach (int pitch in (int[])[-25, -12, 0, 12, 25])
            {
                foreach (int roll in (int[])[-30, -15, 0, 15, 30])
                    yield return new HeadPose(yaw, pitch, roll);
            }
        }
    }

    [TestMethod]
    public void PosesOfDrawnHeadsAreFoundWithinEightDegrees()
    {
        float[] worst = new float[3], sum = new float[3];
        int count = 0;
        for (int number = 0; number < Heads; number++)
        {
            var head = new DrawnHead(number);
            foreach (HeadPose pose in Poses())
            {
                HeadPose found = HeadPose.Estimate(head.Landmarks(pose, Size))!.Value;
                count++;
                float[] off = [MathF.Abs(found.Yaw - pose.Yaw), MathF.Abs(found.Pitch - pose.Pitch), MathF.Abs(found.Roll - pose.Roll)];
                for (int i = 0; i < off.Length; i++)
                    (worst[i], sum[i]) = (MathF.Max(worst[i], off[i]), sum[i] + off[i]);
            }
        }
        string figures = $"mean {sum[0] / count:0.0}, {sum[1] / count:0.0}, {sum[2] / count:0.0}, worst {worst[0]:0.0}, {worst[1]:0.0}, {worst[2]:0.0}";
        Console.WriteLine(figures);
        Assert.IsLessThan(8, worst.Max(), figures);
        Assert.IsLessThan(3, sum.Max() / count, figures);
    }

    [TestMethod]
    public void PosesAreFoundFromTheMouthsMiddleAndTheEars()
    {
        var head = new DrawnHead(3);
        foreach (HeadPose pose in Poses())
        {
            (Vector2 right, Vector2 left) = head.Ears(pose, Size);
            FaceLandmarks landmarks = head.Landmarks(pose, Size) with { RightMouthCorner = null, LeftMouthCorner = null, RightEar = right, LeftEar = left };
            AssertNear(pose, HeadPose.Estimate(landmarks)!.Value, 8);
        }
    }

    [TestMethod]
    public void SignsAreAsStated()
    {
        var head = new DrawnHead(1);
        // To the right edge the nose goes to the right; up, it goes up; clockwise, the eye on the right goes down.
        FaceLandmarks right = head.Landmarks(new(30, 0, 0), Size), up = head.Landmarks(new(0, 25, 0), Size), ahead = head.Landmarks(default, Size);
        FaceLandmarks clockwise = head.Landmarks(new(0, 0, 20), Size);
        Assert.IsGreaterThan(((ahead.RightEye + ahead.LeftEye) / 2).X + 5, right.Nose.X - ((right.RightEye + right.LeftEye) / 2).X + ahead.Nose.X);
        Assert.IsLessThan(ahead.Nose.Y - ahead.RightEye.Y, up.Nose.Y - up.RightEye.Y);
        Assert.IsGreaterThan(clockwise.RightEye.Y, clockwise.LeftEye.Y);
        Assert.IsGreaterThan(20, HeadPose.Estimate(right)!.Value.Yaw);
        Assert.IsGreaterThan(15, HeadPose.Estimate(up)!.Value.Pitch);
        Assert.IsGreaterThan(15, HeadPose.Estimate(clockwise)!.Value.Roll);
    }

    [TestMethod]
    [DataRow(90)]
    [DataRow(180)]
    [DataRow(-120)]
    public void AnyRollIsFound(int roll) => AssertNear(new(20, 10, roll), HeadPose.Estimate(new DrawnHead(2).Landmarks(new(20, 10, roll), Size))!.Value, 8);

    [TestMethod]
    public void NeitherSizeNorPlaceCounts()
    {
        FaceLandmarks landmarks = new DrawnHead(2).Landmarks(new(20, 10, 5), Size);
        HeadPose pose = HeadPose.Estimate(landmarks)!.Value;
        foreach ((float factor, float x) in new[] { (0.05f, 1000f), (40f, -3000f) })
            AssertNear(pose, HeadPose.Estimate(landmarks.Transform(factor, new(x, 2 * x)))!.Value, 0.2f);
    }

    [TestMethod]
    public void PointsThatAreNoFaceHaveNoPose()
    {
        Vector2 point = new(50, 60);
        Assert.IsNull(HeadPose.Estimate(new FaceLandmarks(point, point, point, point)));
        Assert.IsNull(HeadPose.Estimate(default));
        Assert.IsNull(HeadPose.Estimate(new FaceLandmarks(new(float.NaN, 1), new(2, 1), new(1, 2), new(1, 3))));
        Assert.IsNull(HeadPose.Estimate(new FaceLandmarks(new(float.PositiveInfinity, 1), new(2, 1), new(1, 2), new(1, 3))));
        Assert.IsNull(HeadPose.Estimate(new FaceLandmarks(new(1e30f, 1), new(2, 1), new(1, 2), new(1, 3))));
    }

    [TestMethod]
    public void WhateverThePointsThePoseIsFinite()
    {
        var random = new Random(5);
        Vector2 Any() => new(random.Next(-4, 5), random.Next(-4, 5));
        for (int i = 0; i < 20000; i++)
        {
            if (HeadPose.Estimate(new FaceLandmarks(Any(), Any(), Any(), Any())) is { } pose)
                Assert.IsTrue(MathF.Abs(pose.Yaw) <= 180 && MathF.Abs(pose.Pitch) <= 90 && MathF.Abs(pose.Roll) <= 180, $"{i}: {pose}");
        }
    }

    [TestMethod]
    public void EstimatingAllocatesNothing()
    {
        FaceLandmarks landmarks = new DrawnHead(2).Landmarks(new(20, 10, 5), Size);
        Assert.AreEqual(0, Allocation.Least(() => HeadPose.Estimate(landmarks)));
    }

    /// <summary>Landmarks of small networks are a few pixels off, which is much where the nose has moved by a dozen.</summary>
    [TestMethod]
    [DataRow(FaceModels.YuNetN, 8f, 11f, 10f)]
    [DataRow(FaceModels.BlazeFace, 5f, 8f, 5f)]
    public void PosesAreFoundWithTheLandmarksOfFinders(string model, float yaw, float pitch, float roll)
    {
        var finder = new NeuralFaceFinder(FaceModels.Path(model));
        FaceBox[] faces = new FaceBox[4];
        float[] sum = new float[3];
        int all = 0, found = 0;
        for (int number = 0; number < 3; number++)
        {
            var head = new DrawnHead(number);
            foreach (HeadPose pose in Poses().Where(p => p.Yaw % 20 == 0 && p.Pitch % 25 == 0 && p.Roll % 30 == 0 && (p.Pitch == 0 || p.Roll == 0)))
            {
                all++;
                var frame = new FrameView(head.Draw(pose, 240), 240, 240, PixelLayout.Rgb24);
                if (finder.Find(frame, faces) == 0)
                    continue;
                // A known face is looked at again, as a tracker does, at the scale that suits the network.
                float size = MathF.Sqrt(faces[0].Area);
                if (finder.Find(frame, faces[0].Scale(2), 0.7f * size, 1.4f * size, faces) == 0)
                    continue;
                found++;
                HeadPose estimate = HeadPose.Estimate(faces[0].Landmarks!.Value)!.Value;
                float[] off = [MathF.Abs(estimate.Yaw - pose.Yaw), MathF.Abs(estimate.Pitch - pose.Pitch), MathF.Abs(estimate.Roll - pose.Roll)];
                for (int i = 0; i < off.Length; i++)
                    sum[i] += off[i];
            }
        }
        string figures = $"{found} of {all}, mean {sum[0] / found:0.0}, {sum[1] / found:0.0}, {sum[2] / found:0.0}";
        Console.WriteLine(figures);
        Assert.IsGreaterThan(0.95 * all, found, figures);
        Assert.IsTrue(sum[0] / found < yaw && sum[1] / found < pitch && sum[2] / found < roll, figures);
    }

    private static void AssertNear(HeadPose expected, HeadPose found, float within) => Assert.IsTrue(
        MathF.Abs(found.Yaw - expected.Yaw) < within && MathF.Abs(found.Pitch - expected.Pitch) < within && MathF.Abs(found.Roll - expected.Roll) < within,
        $"{found} for {expected}");
}
