using MmaDfer.Cli.Watching;

namespace MmaDfer.Cli.Tests.Watching;

[TestClass]
public sealed class DeviceProblemsTests
{
    [TestMethod]
    public void EachProblemAndItsEndAreReportedOnce()
    {
        string? camera = null;
        var error = new StringWriter();
        using (var problems = new DeviceProblems([("The camera 'Webcam'", () => Volatile.Read(ref camera))], error))
        {
            problems.Check();
            Volatile.Write(ref camera, "'Webcam' was lost: it was unplugged.");
            problems.Check();
            problems.Check();
            Volatile.Write(ref camera, "'Webcam': Device or resource busy.");
            problems.Check();
            Volatile.Write(ref camera, null);
        }
        Assert.AreEqual(
            "'Webcam' was lost: it was unplugged.\n'Webcam': Device or resource busy.\nThe camera 'Webcam' is back.\n", error.ToString().ReplaceLineEndings("\n"));
    }
}
