using System.Diagnostics;
using System.Text.RegularExpressions;
using MmaDfer.Samples.Robot;
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.Tests.Ros;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using Program = MmaDfer.Samples.Robot.Program;

namespace MmaDfer.Samples.Tests.Robot;

/// <summary>The whole robot, with the demo model, drawn faces and simulated time.</summary>
[TestClass]
public sealed class SocialRobotTests
{
    private readonly EmotionRecognizer _recognizer = EmotionRecognizer.Load(
        Path.Combine(AppContext.BaseDirectory, "demo.safetensors"), new() { Engine = new CpuEngine(threads: 1) });

    [TestCleanup]
    public void CleanUp() => _recognizer.Dispose();

    [TestMethod]
    [Timeout(600_000)]
    public async Task EmotionsChangeTheBehaviourAndArePublishedToRos()
    {
        var honest = new RosbridgeProtocol();
        await using var server = new RosbridgeServer(honest.ServeAsync);
        var ros = new FacesPublisher(server.Uri, new RosbridgeLimits { Queue = 1000 });
        using var people = new DrawnPeople([
            new(6, [Emotion.Happiness, Emotion.Neutral], 0), new(4, [null, null]), new(6, [Emotion.Neutral, Emotion.Anger], 1)]);
        people.WaitUntilDrawn();
        using EmotionScene scene = Open(people);
        var robot = new SocialRobot(scene, people, ros, "a");
        int left = 0, right = 0, approached = 0, backedOff = 0, wrong = 0, movesWithoutFace = 0;
        Run(robot, scene, 16, now =>
        {
            DrawnPart part = people.GetPartAt(now);
            // Who speaks is known after a second or so, and the first windows are short.
            if (part.Speaker is { } speaker && people.GetPartAt(now - TimeSpan.FromSeconds(3.5)) == part)
            {
                left += robot.Body.Gaze < -0.3f ? 1 : 0;
                right += robot.Body.Gaze > 0.3f ? 1 : 0;
                approached += robot.Arbiter.Current == Behaviour.Approach ? 1 : 0;
                backedOff += robot.Arbiter.Current == Behaviour.BackOff ? 1 : 0;
                wrong += robot.Arbiter.Current == (speaker == 0 ? Behaviour.BackOff : Behaviour.Approach) ? 1 : 0;
            }
            else if (part.Speaker is null && people.GetPartAt(now - TimeSpan.FromSeconds(2.5)) == part && robot.Arbiter.Current != Behaviour.Wait)
            {
                movesWithoutFace++;
            }
        });
        Assert.IsGreaterThan(100, approached, "of 125 ticks");
        // The demo model takes some windows of this anger for none.
        Assert.IsGreaterThan(60, backedOff, "of 125 ticks");
        Assert.IsGreaterThan(100, left, "it looks at the happy one, who speaks first");
        Assert.IsGreaterThan(100, right, "it looks at the angry one");
        Assert.AreEqual((0, 0), (wrong, movesWithoutFace));
        await ros.DisposeAsync();
        Assert.IsEmpty(server.Complaints, string.Join(' ', server.Complaints));
        string[] lists = [.. honest.Tracked.Select(ids => string.Join(' ', ids.Order()))];
        CollectionAssert.IsSubsetOf(new[] { "a1 a2", "", "a3 a4" }, lists);
        (string Topic, string Expression)[] published = [.. honest.Topics.Zip(honest.Published, (t, m) => (t, m.GetProperty("expression").GetString()!))];
        Assert.AreEqual(4, published.Select(p => p.Topic).Distinct().Count(), "each face has a topic of its own");
        Assert.AreEqual(5, honest.Advertised, "and there is the list");
        Assert.AreEqual(1, published.Where(p => p.Expression == "happy").Select(p => p.Topic).Intersect(published.Where(p => p.Topic is "/humans/faces/a1/expression" or "/humans/faces/a2/expression").Select(p => p.Topic)).Count());
        Assert.IsTrue(published.Any(p => p.Expression == "angry" && p.Topic is "/humans/faces/a3/expression" or "/humans/faces/a4/expression"));
    }

    [TestMethod]
    [Timeout(600_000)]
    public void TheRobotStopsWhenFramesStop()
    {
        using var person = new DrawnPeople([new(6, [Emotion.Happiness], 0)]);
        person.WaitUntilDrawn();
        using EmotionScene scene = Open(person);
        var input = new StoppingInput(person, TimeSpan.FromSeconds(5));
        var robot = new SocialRobot(scene, input, null, "a");
        Run(robot, scene, 5, _ => { });
        Assert.AreEqual(Behaviour.Approach, robot.Arbiter.Current);
        for (TimeSpan now = TimeSpan.FromSeconds(5); now < TimeSpan.FromSeconds(10); now += SocialRobot.Period)
            robot.Tick(now);
        Assert.AreEqual((Behaviour.Wait, 0f), (robot.Arbiter.Current, robot.Body.Speed));
        Assert.IsTrue(robot.Arbiter.Reason is "the readings have stopped" or "no face", robot.Arbiter.Reason);
    }

    [TestMethod]
    [Timeout(600_000)]
    [DataRow("stops reading")]
    [DataRow("never answers the handshake")]
    [DataRow("turns to random bytes")]
    public async Task TheLoopNeverWaitsForRos(string how)
    {
        await using var server = new RosbridgeServer(HostileServers.All[how]);
        await using var ros = new FacesPublisher(server.Uri, new RosbridgeLimits { Patience = TimeSpan.FromSeconds(1), FirstPause = TimeSpan.FromMilliseconds(50) });
        using var person = new DrawnPeople([new(4, [Emotion.Happiness], 0)]);
        person.WaitUntilDrawn();
        using EmotionScene scene = Open(person);
        var robot = new SocialRobot(scene, person, ros, "a");
        // A busy machine may delay some ticks; a loop that waited for ROS would be late in nearly each of the 50 ticks that publish.
        var times = new List<TimeSpan>();
        Run(robot, scene, 12, _ => { }, times.Add);
        Assert.IsLessThan(20, times.Count(t => t > 5 * SocialRobot.Period), "of 600 ticks, some 50 of which publish");
        Assert.IsGreaterThan(0, server.Accepted);
    }

    [TestMethod]
    [Timeout(600_000)]
    public void TheProgramRunsLiveAndAsASoakTest()
    {
        using StringWriter output = new(), error = new();
        Assert.AreEqual(0, Run(["--headless", "--seconds", "4"], output, error), error.ToString());
        StringAssert.Matches(output.ToString(), new Regex(@"Wait .*no (face|readings yet)[\s\S]*tick time: .* longer than 20 ms"));
        output.GetStringBuilder().Clear();
        Assert.AreEqual(0, Run(["--soak", "0.01"], output, error), error.ToString());
        Match counted = Regex.Match(output.ToString(), @"(\d+) readings[\s\S]* of 1800 longer than 20 ms; missed deadlines: \d+\.\d+ %");
        Assert.IsTrue(counted.Success, output.ToString());
        // 4 a second of each of two people, who are away for some seconds; the soak test does not wait for each of them.
        Assert.IsInRange(50, 290, int.Parse(counted.Groups[1].Value));
    }

    [TestMethod]
    [DataRow("--rosbridge", "http://localhost", "ws://localhost:9090")]
    [DataRow("--soak", "-1", "positive number")]
    [DataRow("--face-id", "a b", "letters")]
    [DataRow("--face-id", "1a", "not starting with a digit")]
    [DataRow("--sok", "1", "not an option")]
    [DataRow("--soak=", "1", "not an option")]
    [DataRow("--screenshot", "a.png --headless", "cannot be combined with")]
    [DataRow("--media", "a.mp4 --camera b", "cannot be combined with")]
    [DataRow("--seconds", null, "needs a value")]
    public void AWrongCommandLineIsReportedInOneSentence(string option, string? value, string sentence)
    {
        using StringWriter output = new(), error = new();
        Assert.AreEqual(2, Run(value switch { null => [option], "a b" => [option, value], _ => [option, .. value.Split(' ')] }, output, error));
        StringAssert.Contains(error.ToString(), sentence);
        Assert.AreEqual("", output.ToString());
    }

    private static int Run(string[] args, StringWriter output, StringWriter error) =>
        CommandLine.Run(() => Program.Run(args, output, default), error);

    /// <summary>The demo model was trained on clips of 2 s.</summary>
    private EmotionScene Open(IInput input) => _recognizer.OpenScene(new() { Stream = new() { Window = TimeSpan.FromSeconds(2), FaceFinder = input.Faces } });

    /// <summary>Simulated time, in which the network takes none.</summary>
    private static void Run(SocialRobot robot, EmotionScene scene, double seconds, Action<TimeSpan> look, Action<TimeSpan>? took = null)
    {
        for (TimeSpan now = TimeSpan.Zero; now.TotalSeconds < seconds; now += SocialRobot.Period)
        {
            long before = Stopwatch.GetTimestamp();
            robot.Tick(now);
            took?.Invoke(Stopwatch.GetElapsedTime(before));
            look(now);
            Wait.UntilIdle(scene);
        }
    }

    private sealed class StoppingInput(DrawnPeople person, TimeSpan end) : IInput
    {
        public string Name => "unplugged";

        public string? Problem => null;

        public IFaceFinder Faces => person.Faces;

        public bool TryGetFrame(TimeSpan now, out InputFrame frame)
        {
            frame = default;
            return now < end && person.TryGetFrame(now, out frame);
        }

        public InputAudio ReadAudio(TimeSpan now) => now < end ? person.ReadAudio(now) : default;

        public void Dispose()
        {
        }
    }
}
