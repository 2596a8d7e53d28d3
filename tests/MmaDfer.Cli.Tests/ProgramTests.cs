using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests;

[TestClass]
public sealed class ProgramTests
{
    [TestMethod]
    public void WithoutArgumentsTheHelpShowsAndTheCodeIsUsage()
    {
        CliRun run = CliRun.Of();
        Assert.AreEqual(ExitCode.Usage, run.Code);
        foreach (string command in (string[])["predict", "watch", "convert", "init", "info", "bench"])
            StringAssert.Contains(run.Output, command);
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    [DataRow("--help")]
    [DataRow("predict --help")]
    [DataRow("watch --help")]
    [DataRow("convert -h")]
    [DataRow("init --help")]
    [DataRow("info --help")]
    public void HelpIsNotAnError(string line)
    {
        CliRun run = CliRun.Of(line.Split(' '));
        Assert.AreEqual(ExitCode.Done, run.Code);
        StringAssert.Contains(run.Output, "Usage:");
    }

    [TestMethod]
    [DataRow("inof x")]
    [DataRow("info")]
    [DataRow("info a b")]
    [DataRow("info x --jsno")]
    [DataRow("convert x")]
    [DataRow("convert a b --labels a,,b")]
    [DataRow("convert a b --labels a,a")]
    [DataRow("init --face f --audio a out --image-size 100 --labels dfew")]
    [DataRow("init --face f --audio a out --image-size x --labels dfew")]
    [DataRow("init --face f --audio a out --image-size 112")]
    [DataRow("init --face f out --image-size 112 --labels dfew")]
    [DataRow("init --face f --audio a out --image-size 112 --labels dfew --seed -1")]
    [DataRow("predict --frames x")]
    [DataRow("predict --model m")]
    [DataRow("predict --model m --media x --frames y")]
    [DataRow("predict --model m --frames x --threads 0")]
    [DataRow("predict --model m --frames x --threads 257")]
    [DataRow("predict --model m --frames x --threads many")]
    [DataRow("predict --model m --frames x --window 0")]
    [DataRow("predict --model m --frames x --window NaN")]
    [DataRow("predict --model m --frames x --step -1")]
    [DataRow("watch --media x")]
    [DataRow("watch --model m")]
    [DataRow("watch --model m --media x --frames y")]
    [DataRow("watch --model m --media x --camera")]
    [DataRow("watch --model m --microphone --audio x")]
    [DataRow("watch --model m --camera 0 --realtime")]
    [DataRow("watch --model m --camera 0 1")]
    [DataRow("watch --model m --media x --seconds 0")]
    [DataRow("watch --model m --media x --seconds long")]
    [DataRow("watch --model untrained:7 --camera")]
    [DataRow("bench")]
    [DataRow("bench --model m --runs 0")]
    [DataRow("bench --model untrained:7")]
    [DataRow("doctor --model untrained:7")]
    [DataRow("predict --model untrained:100 --frames x")]
    [DataRow("predict --model untrained: --frames x")]
    public void AWrongCommandLineIsUsage(string line)
    {
        Assert.AreNotEqual("", CliRun.Of(line.Split(' ')).Misuse());
        Assert.AreNotEqual("", CliRun.Of([.. line.Split(' '), "--json"]).Misuse());
    }

    [TestMethod]
    public void AMissingValueIsUsage() =>
        Assert.Contains("--frames", CliRun.Of("predict", "--model", "m", "--frames").Misuse());

    [TestMethod]
    public void AnInvalidNumberIsNamed() =>
        Assert.AreEqual(
            "--threads many: must be a whole number between 1 and 256.",
            CliRun.Of("predict", "--model", "m", "--frames", "x", "--threads", "many").Misuse());

    [TestMethod]
    public void AnAtSignIsPartOfAName()
    {
        string failure = CliRun.Of("info", "@responses").Failure(ExitCode.BadInput);
        StringAssert.Contains(failure, "@responses");
    }

    [TestMethod]
    public void MessagesStayOnOneLine()
    {
        string failure = CliRun.Of("info", "two\nlines").Failure(ExitCode.BadInput);
        StringAssert.Contains(failure, "two");
    }

    [TestMethod]
    public async Task CancelledWorkLeavesNoFiles()
    {
        using var folder = new TemporaryFolder();
        string model = TinyModel.Write(folder);
        using StringWriter output = new(), error = new();
        int code = await Program.Run(["convert", model, folder["out"], "--json"], output, error, new CancellationToken(canceled: true));
        Assert.AreEqual(ExitCode.Cancelled, code);
        Assert.AreEqual("", output.ToString());
        Assert.AreEqual("Cancelled.", error.ToString().Trim());
        Assert.HasCount(1, folder.Names());
    }
}
