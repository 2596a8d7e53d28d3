using System.Globalization;
using MmaDfer.Sdk.Live;

namespace MmaDfer.Sdk.Tests.Live;

/// <summary>The rules of a stream's clock, as in the table of docs/architecture.md: a row a case.</summary>
[TestClass]
public sealed class StreamClockTests
{
    private const double Step = 0.04;

    private readonly StreamClock _clock = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1));
    private int _leftOut;

    /// <param name="script">
    /// "4-6: F S+5 U": from 4 s to 6 s, every 40 ms, a frame, a block of sound 5 s ahead, and Update; "4: F": once.
    /// </param>
    /// <param name="restarts">How often the stream started anew.</param>
    /// <param name="leftOut">Frames that were left out.</param>
    /// <param name="now">The present in the end.</param>
    /// <param name="audio">How far ahead the sound is said to be; 0 for nothing said.</param>
    /// <param name="update">How far ahead Update is said to be.</param>
    [TestMethod]
    // The present moves on with what is pushed.
    [DataRow("0-4: F", 0, 0, 3.96, 0, 0)]
    [DataRow("0-4: F S U", 0, 0, 4, 0, 0)]
    [DataRow("0-4: F S; 100-104: F S", 0, 0, 104, 0, 0)]
    [DataRow("0-10: F S+0.4 U+0.4", 0, 0, 10.4, 0.4, 0)]
    // Less than half a second back is out of order, more is a jump.
    [DataRow("0-4: F; 3.6: F", 0, 1, 3.96, 0, 0)]
    [DataRow("0-4: F S; 3.8: S", 0, 0, 4, 0, 0)]
    [DataRow("0-4: F; 1-3: F", 1, 0, 2.96, 0, 0)]
    [DataRow("0-4: S; 1-3: S", 1, 0, 3, 0, 0)]
    [DataRow("0-4: F S; 1-3: F S", 1, 0, 3, 0, 0)]
    // Update moves the present on, not back.
    [DataRow("0-4: F S; 5: U", 0, 0, 5, 0, 0)]
    [DataRow("0-4: F S; 5: U; 2: U", 0, 0, 5, 0, 0)]
    [DataRow("0-4: F S U; 4-14: U; 14-18: F S U", 0, 0, 18, 0, 0)]
    // What is pushed disproves an Update that is a window ahead of it.
    [DataRow("0-4: F S; 1e9: U; 4-6: F S", 1, 0, 6, 0, 0)]
    [DataRow("0-4: F; 1e9: U; 4-6: F", 1, 0, 5.96, 0, 0)]
    [DataRow("0-4: S; 1e9: U; 4-6: S", 1, 0, 6, 0, 0)]
    [DataRow("100-104: F S; 0: F; 104: U; 0.04-4: F S U", 2, 0, 4, 0, 0)]
    [DataRow("100: U; 0-4: F S U", 1, 0, 4, 0, 0)]
    // An Update on another clock is corrected and told.
    [DataRow("0-10: F S U+5", 1, 0, 10, 0, 5)]
    [DataRow("0-10: F S U+1e9", 1, 0, 10, 0, 1e9)]
    [DataRow("0-10: F U+2", 0, 0, 9.96, 0, 2)]
    [DataRow("0-10: F S U-2", 0, 0, 10, 0, -2)]
    [DataRow("0-10: F U+5; 10-14: U+5", 1, 0, 13.96, 0, 5)]
    [DataRow("0-10: F U+5; 10-12: F U", 1, 0, 11.96, 0, 0)]
    [DataRow("0-10: F U+5; 0-10: F U+5", 2, 0, 9.96, 0, 5)]
    // Frames and sound on two clocks are told.
    [DataRow("0-10: F S+5", 0, 0, 15, 5, 0)]
    [DataRow("0-10: F S-5", 0, 0, 9.96, -5, 0)]
    [DataRow("0-10: F S-1.5 U", 0, 0, 9.96, -1.5, 0)]
    [DataRow("0-10: F S+5 U", 0, 0, 15, 5, -5)]
    [DataRow("0-10: F S+5; 15-20: F S", 0, 0, 20, 0, 0)]
    // Silence of one, and what comes late all at once, is no other clock.
    [DataRow("0-4: F S; 4-9: F; 9-12: F S", 0, 0, 12, 0, 0)]
    [DataRow("0-4: F S; 4-9: S; 9-12: F S", 0, 0, 12, 0, 0)]
    [DataRow("0-4: F S U; 4-6.4: S U; 4-6.4: F; 6.4-10: F S U", 0, 0, 10, 0, 0)]
    [DataRow("0-4: F S U; 4-6.4: U; 4-6.4: F S; 6.4-10: F S U", 0, 0, 10, 0, 0)]
    // One sense that goes on alone for two seconds disproves the other that is a window ahead.
    [DataRow("0-4: F S; 1e9: S; 4-7: F", 1, 0, 6.96, 0, 0)]
    [DataRow("0-4: F S; 1e9: F; 4-7: S", 1, 0, 7, 0, 0)]
    [DataRow("0-4: F S; 1e9: S; 4-7: F S", 1, 0, 7, 0, 0)]
    public void TheClockFollowsTheRules(string script, int restarts, int leftOut, double now, double audio, double update)
    {
        foreach (string part in script.Split("; "))
            Play(part);
        Assert.AreEqual(restarts, _clock.Epoch, "restarts");
        Assert.AreEqual(leftOut, _leftOut, "left out");
        Assert.AreEqual(now, _clock.Now!.Value.Now.TotalSeconds, 1e-3, "now");
        AssertTold(_clock.SourcesFault, "those of the frames", audio);
        AssertTold(_clock.UpdateFault, "those of the pushes", update);
    }

    [TestMethod]
    public void UpdateMayRunAtAnotherSpeed()
    {
        // A game in slow motion whose Update has the real time.
        for (int i = 0; i < 3000; i++)
        {
            _clock.AddFrame(Seconds(0.004 * i));
            _clock.Update(Seconds(Step * i));
        }
        Assert.AreEqual(1, _clock.Epoch);
        Assert.AreEqual(0.004 * 2999, _clock.Now!.Value.Now.TotalSeconds, 0.1);
        StringAssert.Contains(_clock.UpdateFault!.Message, "ahead of");
    }

    private static void AssertTold(MediaException? fault, string of, double offset)
    {
        if (offset == 0)
        {
            Assert.IsNull(fault, fault?.Message);
            return;
        }
        StringAssert.Contains(
            fault?.Message, string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(offset):0.0} s {(offset > 0 ? "ahead of" : "behind")} {of}"));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private void Play(string part)
    {
        string[] halves = part.Split(": ");
        double[] span = [.. halves[0].Split('-').Select(Number)];
        int count = span.Length == 1 ? 1 : (int)Math.Round((span[1] - span[0]) / Step);
        for (int i = 0; i < count; i++)
        {
            foreach (string push in halves[1].Split(' '))
            {
                double time = span[0] + (i * Step) + (push.Length > 1 ? Number(push[1..]) : 0);
                switch (push[0])
                {
                    case 'F':
                        _leftOut += _clock.AddFrame(Seconds(time)) ? 0 : 1;
                        break;
                    case 'S':
                        _clock.BeginAudio(Seconds(time), Seconds(time + Step));
                        _clock.EndAudio(Seconds(time), Seconds(time + Step));
                        break;
                    default:
                        _clock.Update(Seconds(time));
                        break;
                }
            }
        }
    }
}
