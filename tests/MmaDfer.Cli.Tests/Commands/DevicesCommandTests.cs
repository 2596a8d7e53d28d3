using System.Text.Json;
using MmaDfer.Sdk.Engines;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class DevicesCommandTests
{
    [TestMethod]
    public void EveryEngineHasADeviceOrAReason()
    {
        JsonElement[] engines = [.. CliRun.Of("devices", "--json").Json().GetProperty("engines").EnumerateArray()];
        CollectionAssert.AreEqual(EngineNames.All.ToArray(), engines.Select(e => e.GetProperty("engine").GetString()).ToArray());
        foreach (JsonElement engine in engines)
        {
            bool runs = engine.GetProperty("where").GetString() is not null || engine.GetProperty("devices").GetArrayLength() > 0;
            Assert.IsTrue(runs || engine.GetProperty("problem").GetString() is { Length: > 10 }, $"{engine}");
        }
        StringAssert.Contains(engines[0].GetProperty("where").GetString(), CpuEngine.InstructionSet);
    }

    [TestMethod]
    public void TheTableListsTheValuesOfTheOption()
    {
        CliRun run = CliRun.Of("devices");
        Assert.AreEqual(ExitCode.Done, run.Code, run.Error);
        foreach (string part in (string[])["--engine", "cpu", CpuEngine.InstructionSet, "webgpu"])
            StringAssert.Contains(run.Output, part);
    }
}
