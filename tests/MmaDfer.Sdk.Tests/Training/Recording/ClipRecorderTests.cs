using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Evaluation;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Recording;

namespace MmaDfer.Sdk.Tests.Training.Recording;

[TestClass]
public sealed class ClipRecorderTests
{
    private const int Rate = 16000;

    [TestInitialize]
    public void RequireFfmpeg() => RequiredTools.Ffmpeg();

    /// <summary>What is pushed is what readers of the set decode: every pixel, every sample, and at the same time.</summary>
    [TestMethod]
    public void PixelsSamplesAndTimesAreThoseThatWerePushed()
    {
        using var folder = new TemporaryFolder();
        // Not evenly spaced; the take begins with the third frame, after 2.5 s of audio.
        int[] milliseconds = [2000, 2300, 2537, 2580, 2700, 2901, 2990, 3100, 3203, 3300, 3400, 3501, 3540, 3600, 4000];
        byte[][] frames = [.. milliseconds.Select((_, i) => Noise(3 * DrawnCamera.Size * DrawnCamera.Size, (ulong)i))];
        float[] samples = [.. Enumerable.Range(0, 5 * Rate).Select(i => (float)Math.Sin(i * 0.1) * (i % 1000) / 1500)];
        RecordedClip clip;
        using (var recorder = new ClipRecorder(RecordingOptions.Of(folder) with { Modality = Modality.Both }))
        {
            recorder.PushAudio(samples.AsSpan(0, 40_000), Rate, 1, TimeSpan.Zero);
            for (int i = 0; i < frames.Length; i++)
            {
                if (i == 2)
                    recorder.BeginTake("sad");
                recorder.PushFrame(new FrameView(frames[i], DrawnCamera.Size, DrawnCamera.Size, PixelLayout.Rgb24), TimeSpan.FromMilliseconds(milliseconds[i]));
            }
            Assert.IsFalse(recorder.IsTakeComplete, "a take waits for its audio");
            for (int at = 40_000; at < samples.Length; at += 1600)
                recorder.PushAudio(samples.AsSpan(at, 1600), Rate, 1, TimeSpan.FromSeconds((double)at / Rate));
            Assert.IsTrue(recorder.IsTakeComplete);
            ClipTake take = recorder.EndTake();
            Assert.AreEqual((10, Rate, TimeSpan.FromMilliseconds(2537)), (take.FrameCount, take.SampleRate, take.Start));
            Assert.AreEqual(0, (int)(take.Problems & (ClipProblems.AudioGap | ClipProblems.NoAudio | ClipProblems.Clipped)));
            clip = recorder.Keep(take);
        }
        LabeledClip listed = ClipDataset.FromCsv(folder["set", "clips.csv"], ["happy", "sad"]).Clips.Single();
        Assert.AreEqual((1, "Ann, 1", clip.Path), (listed.Label, listed.Group, listed.FramesPath));
        using OpenClip read = OpenClip.Open(listed);
        for (int i = 2; i < 12; i++)
        {
            Assert.IsTrue(read.Frames!.TryRead(out FrameView frame, out TimeSpan time));
            Assert.AreEqual(milliseconds[i] - 2537, time.TotalMilliseconds, 1.001, $"frame {i}");
            byte[] pixels = new byte[frames[i].Length];
            frame.CopyTo(pixels);
            CollectionAssert.AreEqual(frames[i], pixels, $"frame {i}");
        }
        Assert.IsFalse(read.Frames!.TryRead(out _, out _));
        float[] heard = new float[2 * Rate];
        int count = 0, got;
        while ((got = read.Audio!.Read(heard.AsSpan(count), out TimeSpan start)) > 0)
        {
            Assert.AreEqual((double)count / Rate, start.TotalSeconds, 1e-3);
            count += got;
        }
        CollectionAssert.AreEqual(samples[(2537 * Rate / 1000)..(3537 * Rate / 1000)], heard[..count]);
        Assert.IsEmpty(read.Frames.Warnings.Concat(read.Audio!.Warnings));
    }

    [TestMethod]
    public async Task ARunRecordsWhatIsMissingInAnOrderOfItsSeed()
    {
        using var folder = new TemporaryFolder();
        ClipRecorderOptions options = RecordingOptions.Of(folder) with { Labels = ["a", "b", "c"], Seed = 3 };
        var prompts = new List<string>();
        RecordingResult first = await Run(options with { ClipsPerLabel = 1 }, new DrawnCamera(), (_, step) => prompts.Add($"{step.Step} {step.Label} {step.SecondsLeft}"));
        CollectionAssert.AreEquivalent(options.Labels.ToArray(), first.Clips.Select(c => c.Label).ToArray());
        CollectionAssert.AreNotEqual(options.Labels.ToArray(), first.Clips.Select(c => c.Label).ToArray());
        CollectionAssert.AreEqual(
            first.Clips.SelectMany(c => (string[])[$"Prompt {c.Label} 1", $"Recording {c.Label} 0", $"Kept {c.Label} 0"]).ToArray(), prompts);
        // Another run asks for the second clip of each; somebody else has an order of their own.
        RecordingResult second = await Run(options, new DrawnCamera()), other = await Run(options with { Person = "x" }, new DrawnCamera());
        Assert.AreEqual((3, 3, 0), (second.Existing, second.Clips.Count, second.Missing));
        Assert.AreEqual((0, 6, 0), (other.Existing, other.Clips.Count, other.Missing));
        CollectionAssert.AreNotEqual(first.Clips.Concat(second.Clips).Select(c => c.Label).ToArray(), other.Clips.Select(c => c.Label).ToArray());
        Assert.AreEqual(0, (await Run(options, new DrawnCamera())).Clips.Count);
        List<Dictionary<string, string>> rows = RecordingOptions.Rows(folder);
        Assert.HasCount(12, rows);
        Assert.IsTrue(rows.All(r => File.Exists(folder["set", r["path"]]) && r["problems"] == "" && r["seconds"] == "1" && r["device"] == "a camera"));
        Assert.IsTrue(rows.All(r => r["consent_by"] == "A parent" && r["consent_at"] == "2026-05-04T03:02:01Z" && r["consent_sha256"] == RecordingOptions.Consent.TextSha256));
        Assert.AreEqual(RecordingOptions.Consent.Text, File.ReadAllText(Directory.GetFiles(folder["set", "consents"]).Single()));
        Assert.AreEqual(RecordingOptions.Consent, RecordingConsent.Find(folder["set"], "Ann, 1", RecordingOptions.Consent.Text));
        Assert.IsNull(RecordingConsent.Find(folder["set"], "Ann, 1", "another text"));
        Assert.IsNull(RecordingConsent.Find(folder["set"], "nobody", RecordingOptions.Consent.Text));
    }

    /// <summary>Frames 8 to 15 are the first take; the light goes on within the second.</summary>
    [TestMethod]
    public async Task ADarkTakeIsTakenAgainAndTheLastIsMarked()
    {
        using var folder = new TemporaryFolder();
        ClipRecorderOptions options = RecordingOptions.Of(folder) with { Labels = ["happy"], ClipsPerLabel = 1 };
        var advice = new List<string>();
        void Note(object? sender, RecordingStepEventArgs step) => advice.Add(step.Advice);
        var camera = new DrawnCamera { Light = 0.1 };
        RecordingResult dark = await Run(options with { MaxAttempts = 2 }, camera, Note);
        Assert.AreEqual(ClipProblems.TooDark, dark.Clips.Single().Problems);
        Assert.AreEqual(2, advice.Count(a => a == "too dark: more light on the face is needed"));
        Assert.AreEqual("tooDark", RecordingOptions.Rows(folder).Single()["problems"]);
        DrawnCamera lit = null!;
        lit = new DrawnCamera { Light = 0.1, OnRead = i => lit.Light = i < 20 ? 0.1 : 1 };
        advice.Clear();
        RecordingResult again = await Run(options with { Person = "b" }, lit, Note);
        Assert.AreEqual(ClipProblems.None, again.Clips.Single().Problems);
        Assert.AreEqual(1, advice.Count(a => a.Length > 0));
    }

    [TestMethod]
    public async Task WithoutAFaceNothingIsKept()
    {
        using var folder = new TemporaryFolder();
        var steps = new List<RecordingStep>();
        RecordingResult result = await Run(
            RecordingOptions.Of(folder) with { Labels = ["happy"], ClipsPerLabel = 1, FaceFinder = FaceFinder.Create((_, _) => 0) }, new DrawnCamera(), (_, step) => steps.Add(step.Step));
        Assert.AreEqual((0, 1), (result.Clips.Count, result.Missing));
        Assert.AreEqual("happy: no face is seen: sit before the camera.", result.Skipped.Single());
        Assert.AreEqual(2, steps.Count(s => s == RecordingStep.Again));
        Assert.AreEqual(RecordingStep.Skipped, steps[^1]);
        Assert.IsFalse(File.Exists(folder["set", "clips.csv"]));
    }

    [TestMethod]
    public async Task PauseSkipRepeatAndStop()
    {
        using var folder = new TemporaryFolder();
        using var recorder = new ClipRecorder(RecordingOptions.Of(folder) with { Labels = ["a", "b", "c"] });
        var log = new List<string>();
        int kept = 0, paused = 0;
        recorder.Stepped += (_, step) =>
        {
            if (step.Step != RecordingStep.Prompt)
                log.Add(step.Step.ToString());
            kept += step.Step == RecordingStep.Kept ? 1 : 0;
            switch (step.Step, kept, paused)
            {
                case (RecordingStep.Kept, 1, _):
                    recorder.RepeatLast();
                    break;
                case (RecordingStep.Recording, 2, 0):
                    recorder.Pause();
                    paused = 1;
                    break;
                case (RecordingStep.Prompt, 3, 1):
                    recorder.Skip();
                    paused = 2;
                    break;
                case (RecordingStep.Recording, 4, _):
                    recorder.Stop();
                    break;
            }
        };
        RecordingResult result = await recorder.RunAsync(new DrawnCamera { OnRead = i => ResumeAt(i) }, null);
        CollectionAssert.AreEqual(
            "Recording Kept Removed Recording Kept Recording Paused Recording Kept Skipped Recording Kept Recording".Split(' '), log.ToArray());
        Assert.AreEqual((3, 3), (result.Clips.Count, result.Missing));
        CollectionAssert.AreEquivalent(result.Clips.Select(c => c.Path).ToArray(), Directory.GetFiles(folder["set", "clips"]));
        Assert.HasCount(3, RecordingOptions.Rows(folder));

        void ResumeAt(int frame)
        {
            if (frame > 80)
                recorder.Resume();
        }
    }

    [TestMethod]
    public async Task ALostCameraLeavesWhatWasRecorded()
    {
        using var folder = new TemporaryFolder();
        ClipRecorderOptions options = RecordingOptions.Of(folder);
        var broken = new DrawnCamera { OnRead = i => _ = i < 40 ? 0 : throw new MediaException("The camera 'x' was lost: it was unplugged.") };
        string message = (await Assert.ThrowsExactlyAsync<MediaException>(() => Run(options, broken))).Message;
        Assert.AreEqual("The camera 'x' was lost: it was unplugged. 2 clips were added and stay; another run goes on with what is missing (2).", message);
        Assert.HasCount(2, RecordingOptions.Rows(folder));
        RecordingResult rest = await Run(options, new DrawnCamera());
        Assert.AreEqual((2, 2, 0), (rest.Existing, rest.Clips.Count, rest.Missing));
        string jump = Assert.ThrowsExactly<MediaException>(() =>
        {
            using var recorder = new ClipRecorder(options);
            foreach (int second in (int[])[3, 1])
                recorder.PushFrame(new FrameView(new byte[12], 2, 2, PixelLayout.Rgb24), TimeSpan.FromSeconds(second));
        }).Message;
        StringAssert.Contains(jump, "go back from 3 s to 1 s");
    }

    [TestMethod]
    [DataRow(0f, 0, "noAudio")]
    [DataRow(3f, 0, "clipped")]
    [DataRow(0.5f, 4000, "audioGap")]
    [DataRow(0.5f, 0, "")]
    public void AudioIsJudged(float loudness, int missing, string problems)
    {
        using var folder = new TemporaryFolder();
        using var recorder = new ClipRecorder(RecordingOptions.Of(folder) with { Modality = Modality.Audio });
        float[] samples = [.. Enumerable.Range(0, 2 * Rate).Select(i => Math.Clamp(loudness * MathF.Sin(0.05f * i), -1, 1))];
        recorder.BeginTake("sad");
        recorder.PushAudio(samples.AsSpan(0, 8000), Rate, 1, TimeSpan.FromSeconds(10));
        Assert.IsFalse(recorder.IsTakeComplete);
        recorder.PushAudio(samples.AsSpan(8000 + missing), Rate, 1, TimeSpan.FromSeconds(10 + (8000.0 + missing) / Rate));
        Assert.IsTrue(recorder.IsTakeComplete);
        ClipTake take = recorder.EndTake();
        Assert.AreEqual(problems, ProblemTexts.Names(take.Problems));
        Assert.AreEqual(problems == "noAudio", take.IsEmpty);
        if (take.IsEmpty)
        {
            Assert.ThrowsExactly<ArgumentException>(() => recorder.Keep(take));
            return;
        }
        LabeledClip clip = new("", 0, recorder.Keep(take).Path, null);
        using IAudioSource read = AudioSource.Open(clip.FramesPath!);
        Assert.AreEqual((Rate, 1), (read.SampleRate, read.Channels));
    }

    private static async Task<RecordingResult> Run(ClipRecorderOptions options, IFrameSource camera, EventHandler<RecordingStepEventArgs>? stepped = null)
    {
        using var recorder = new ClipRecorder(options);
        recorder.Stepped += stepped;
        return await recorder.RunAsync(camera, null);
    }

    private static byte[] Noise(int count, ulong seed)
    {
        var random = SeededRandom.Of(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.Below(256))];
    }
}
