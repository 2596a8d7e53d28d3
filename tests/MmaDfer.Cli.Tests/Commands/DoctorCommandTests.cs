using System.Text.Json;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class DoctorCommandTests
{
    [TestMethod]
    public void EachEngineIsTriedOnTheProofNetwork()
    {
        JsonElement json = CliRun.Of("doctor", "--threads", "1", "--json").Json();
        Assert.AreEqual("proof", json.GetProperty("timedOn").GetString());
        JsonElement cpu = json.GetProperty("engines").EnumerateArray().Single(e => e.GetProperty("engine").GetString() == "cpu");
        Assert.IsTrue(cpu.GetProperty("works").GetBoolean());
        Assert.AreEqual("ready", cpu.GetProperty("state").GetString());
        Assert.IsGreaterThan(0, cpu.GetProperty("milliseconds").GetDouble());
        Assert.IsGreaterThan(0, cpu.GetProperty("openMilliseconds").GetDouble());
        Assert.IsGreaterThan(100_000_000, json.GetProperty("memory").GetInt64());
        Assert.AreEqual(Environment.ProcessorCount, json.GetProperty("processors").GetInt32());
        JsonElement ffmpeg = json.GetProperty("ffmpeg");
        Assert.AreNotEqual(ffmpeg.GetProperty("version").ValueKind, ffmpeg.GetProperty("problem").ValueKind, "It is there or it is not.");
    }

    [TestMethod]
    public void WithAModelTheEnginesAreTimedOnIt()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        CliRun run = CliRun.Of("doctor", "--model", model, "--threads", "1", "--json");
        JsonElement cpu = run.Json().GetProperty("engines").EnumerateArray().First();
        Assert.AreEqual("inUse", cpu.GetProperty("state").GetString());
        StringAssert.StartsWith(cpu.GetProperty("reason").GetString(), "it is the fastest: ");
        Assert.AreEqual(model, run.Json().GetProperty("timedOn").GetString());
        CliRun.Of("doctor", "--model", "/no/such/file").Failure(ExitCode.BadInput);
    }

    [TestMethod]
    public void TheTableNamesEnginesAndMachine()
    {
        CliRun run = CliRun.Of("doctor", "--threads", "1");
        Assert.AreEqual(ExitCode.Done, run.Code, run.Error);
        foreach (string part in (string[])["cpu", "yes", "it computed the proof network correctly", "Memory", "ffmpeg"])
            StringAssert.Contains(run.Output, part);
        string[] lines = run.Output.Split(Environment.NewLine);
        Assert.IsTrue(lines.All(l => l.Length <= 100), run.Output);
    }
}
