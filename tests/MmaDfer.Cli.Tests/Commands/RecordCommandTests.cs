using System.Diagnostics;
using System.Text.Json;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticFaces.Files;
using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Cli.Tests.Commands;

[TestClass]
public sealed class RecordCommandTests
{
    private const string Consent = "You may record me for this test.";

    [TestInitialize]
    public void RequireFfmpeg() => RequiredTools.Ffmpeg();

    /// <summary>From a camera and a microphone to what the model says of the clips: the drawn emotion.</summary>
    [TestMethod]
    public void WhatACameraShowsIsRecordedAndRecognised()
    {
        FaceModels.Default();
        using var folder = new TemporaryFolder();
        string set = folder["set"];
        foreach ((string emotion, string person) in ((string, string)[])[("surprise", "A"), ("happiness", "B")])
        {
            // The face is a small part of the frame, so it must be found and cut. A take may begin at any moment, so the expression stays.
            string clip = Path.Combine(AppContext.BaseDirectory, "quickstart", emotion);
            File.Copy(clip + ".y4m", folder["clip.y4m"], overwrite: true);
            File.Copy(clip + ".wav", folder["clip.wav"], overwrite: true);
            JsonElement json = CliRun.Of([
                .. Record(set, person), "--labels", emotion, "--clips-per-label", "1", "--seconds", "2",
                "--camera", $"lavfi:movie={Escaped(folder["clip.y4m"])},select='between(n,4,11)',loop=-1:8,setpts=N/8/TB,scale=240:240,pad=640:480:180:100:color=gray",
                "--microphone", $"lavfi:amovie={Escaped(folder["clip.wav"])},atrim=0.4:1.6,aloop=-1:19200,asetpts=N/SR/TB"]).Json();
            Assert.AreEqual((1, 0), (json.GetProperty("added").GetInt32(), json.GetProperty("missing").GetInt32()), json.ToString());
        }
        JsonElement judged = CliRun.Of("evaluate", "-m", TestFiles.DemoModel, "--data", Path.Combine(set, "clips.csv"), "--json").Json();
        Assert.AreEqual((2, 100.0), (judged.GetProperty("clips").GetInt32(), judged.GetProperty("war").GetDouble()));
        CollectionAssert.AreEqual(new[] { "A", "B" }, judged.GetProperty("groups").EnumerateArray().Select(g => g.GetProperty("group").GetString()).Order().ToArray());
    }

    /// <summary>A process that is killed at any moment leaves a set that another one completes.</summary>
    [TestMethod]
    public void AKilledRecordingIsContinued()
    {
        using var folder = new TemporaryFolder();
        ClipFolder.Write(folder["drawn"], new ClipSettings { Seed = 5, FirstIdentity = 3000, Identities = 4 }, 14);
        string set = folder["set"], list = Path.Combine(set, "clips.csv");
        string[] cut = [.. Record(set), "--spans", folder["drawn", "clips.csv"]];
        for (int rows = 2; rows <= 8; rows += 3)
        {
            using Process process = CliProcess.Start(cut);
            _ = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            Wait.Until(() => Rows(list).Length >= rows || process.HasExited, "no clips come");
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Assert.IsTrue(Rows(list).Length >= rows);
        }
        JsonElement rest = CliRun.Of(cut).Json();
        Assert.AreEqual((14, 0), (rest.GetProperty("added").GetInt32() + rest.GetProperty("existing").GetInt32(), rest.GetProperty("missing").GetInt32()), rest.ToString());
        Assert.HasCount(14, Rows(list));
        Assert.HasCount(14, Directory.GetFiles(Path.Combine(set, "clips")));
        JsonElement judged = CliRun.Of("evaluate", "-m", TestFiles.DemoModel, "--data", list, "--json").Json();
        Assert.AreEqual((14, 100.0), (judged.GetProperty("clips").GetInt32(), judged.GetProperty("war").GetDouble()));

        JsonElement forgotten = CliRun.Of("forget", "--person", "3001", "--data", list, "--json").Json();
        int left = 14 - forgotten.GetProperty("rows").GetInt32();
        Assert.IsInRange(1, 13, left);
        Assert.HasCount(left, Rows(list));
        Assert.HasCount(left, Directory.GetFiles(Path.Combine(set, "clips")));
        StringAssert.Contains(CliRun.Of("forget", "--person", "3001", "--data", list).Failure(ExitCode.BadInput), "there is no clip of '3001'");
    }

    /// <summary>A file system of so many bytes of its own, in a mount namespace; later there is more room.</summary>
    [TestMethod]
    public void AFullDiskKeepsTheClipsBefore()
    {
        using var folder = new TemporaryFolder();
        string disk = folder["disk"], log = folder["log"];
        Directory.CreateDirectory(disk);
        Directory.CreateDirectory(log);
        if (!OperatingSystem.IsLinux() || CliProcess.RunProgram("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", disk).Code != 0)
            RequiredTools.Missing("MMADFER_REQUIRE_MOUNT", "mounting a small file system needs Linux, unshare and root.");
        ClipFolder.Write(folder["drawn"], new ClipSettings { Size = 64, FirstIdentity = 3000 }, 3);
        string command = $"dotnet '{CliProcess.Tool}' {string.Join(' ', Record($"{disk}/set").Select(a => $"'{a}'"))} --spans '{folder["drawn", "clips.csv"]}'";
        (int code, _, string error) = CliProcess.RunProgram(
            "unshare", "-m", "sh", "-c",
            $"mount -t tmpfs -o size=400k tmpfs '{disk}' && {{ {command} >/dev/null 2>'{log}/full'; echo $? >'{log}/code'; ls -A '{disk}/set/clips' >'{log}/files'; cp '{disk}/set/clips.csv' '{log}/list'; }} && "
            + $"mount -o remount,size=20M '{disk}' && {command} >/dev/null && cp '{disk}/set/clips.csv' '{log}'");
        Assert.AreEqual(0, code, error);
        Assert.AreEqual("3", File.ReadAllText($"{log}/code").Trim());
        string sentence = File.ReadAllText($"{log}/full").Trim().Split('\n')[^1];
        StringAssert.Contains(sentence, "No space left on device");
        StringAssert.Contains(sentence, "1 clip was added and stays; another run goes on with what is missing (2).");
        Assert.HasCount(1, File.ReadAllLines($"{log}/files"));
        Assert.HasCount(1, Rows($"{log}/list"));
        Assert.HasCount(3, Rows($"{log}/clips.csv"));
    }

    [TestMethod]
    public void NothingIsRecordedWithoutAConsent()
    {
        using var folder = new TemporaryFolder();
        string[] record = ["record", "--out", folder["set"], "--person", "A", "--labels", "happy", "--clips-per-label", "1", "--seconds", "0.5", "--countdown", "0",
            "--camera", "lavfi:testsrc=size=64x48:rate=25", "--face-model", "none", "--size", "64", "--consent"];
        StringAssert.Contains(CliRun.Of([.. record, Consent, "--unattended"]).Failure(ExitCode.BadInput), "Nothing is recorded without a consent");
        StringAssert.Contains(CliRun.Of([.. record, "consent.txt", "--unattended"]).Failure(ExitCode.BadInput), "neither a file nor a text");
        (int declined, string shown, string error) = Answer("");
        Assert.AreEqual(ExitCode.BadInput, declined);
        StringAssert.Contains(shown, Consent);
        StringAssert.Contains(error, "Nobody agreed, so nothing was recorded.");
        Assert.IsFalse(Directory.Exists(folder["set"]), "nothing was made");
        (int agreed, shown, error) = Answer("A. Person");
        Assert.AreEqual(ExitCode.Done, agreed, error);
        StringAssert.Contains(shown, "(1 missing)  happy: ... now");
        string row = Rows(folder["set", "clips.csv"]).Single();
        StringAssert.Contains(row, ",A. Person,");
        // Who has agreed to the same text is not asked again.
        CliRun again = CliRun.Of([.. record, Consent, "--unattended"]);
        Assert.AreEqual(ExitCode.Done, again.Code, again.Error);
        StringAssert.Contains(again.Output, "A. Person agreed to this recording");
        StringAssert.Contains(again.Output, "0 clips added; 1 were there before, 0 missing.");

        (int, string, string) Answer(string name)
        {
            var start = new ProcessStartInfo("dotnet", [CliProcess.Tool, .. record, Consent]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
            using Process process = Process.Start(start)!;
            process.StandardInput.WriteLine(name);
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }
    }

    [TestMethod]
    public void ABadRecordingIsMarkedAndALostCameraNamed()
    {
        FaceModels.Default();
        using var folder = new TemporaryFolder();
        string[] record = [.. Record(folder["set"]), "--size", "64", "--labels", "happy", "--seconds", "0.5", "--attempts", "2"];
        CliRun dark = CliRun.Of([.. record, "--person", "A", "--clips-per-label", "1", "--camera", "lavfi:testsrc=size=64x64:rate=25,eq=brightness=-0.45:contrast=0.4", "--microphone", "lavfi:anullsrc"]);
        Assert.AreEqual(1, dark.Json().GetProperty("marked").GetInt32(), dark.Error);
        StringAssert.Contains(dark.Error, "again (take 2 of 2), too dark: more light on the face is needed; nothing is heard: is the microphone muted?");
        StringAssert.Contains(Rows(folder["set", "clips.csv"]).Single(), ",tooDark noAudio,");
        CliRun lost = CliRun.Of([.. record, "--person", "A", "--clips-per-label", "100", "--camera", "lavfi:testsrc=size=64x64:rate=25:duration=2"]);
        Assert.AreEqual(ExitCode.BadInput, lost.Code);
        StringAssert.Contains(lost.Error, "was lost");
        StringAssert.Contains(lost.Error, "another run goes on with what is missing");
        CliRun nobody = CliRun.Of([.. record.Where(a => a != "none").Select(a => a == "--face-model" ? "--face-model=default" : a), "--clips-per-label", "3", "--person", "B", "--camera", "lavfi:color=gray:size=64x64:rate=25"]);
        Assert.AreEqual(ExitCode.ClipsFailed, nobody.Code, nobody.Error);
        StringAssert.Contains(nobody.Error, "happy: no face is seen: sit before the camera.");
    }

    [TestMethod]
    [DataRow("Nothing to record")]
    [DataRow("--person is missing", "--camera", "x", "--labels", "a")]
    [DataRow("What is to be recorded?", "--camera", "x", "--person", "p")]
    [DataRow("--spans cannot be combined", "--camera", "x", "--spans", "y")]
    [DataRow("--size 33: must be an even number", "--spans", "y", "--size", "33")]
    [DataRow("--seconds 61: must be between 0.5 and 60 seconds", "--spans", "y", "--seconds", "61")]
    public void AWrongCommandLineIsNamed(string message, params string[] options) =>
        StringAssert.Contains(CliRun.Of(["record", "--out", "o", "--consent", Consent, .. options]).Misuse(), message);

    private static string[] Record(string set, string? person = null) =>
    [
        "record", "--out", set, "--consent", Consent, "--consent-given", "a test", "--unattended", "--countdown", "0", "--model", TestFiles.DemoModel, "--json",
        .. person is null ? (string[])["--face-model", "none"] : ["--person", person],
    ];

    private static string[] Rows(string list) => File.Exists(list) ? File.ReadAllLines(list)[1..] : [];

    /// <summary>A path inside of a filter's description.</summary>
    private static string Escaped(string path) => path.Replace("\\", "/").Replace(":", "\\:");
}
