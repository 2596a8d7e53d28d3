using System.Numerics;
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Inputs;
using MmaDfer.Sdk;

namespace MmaDfer.Samples.Robot;

/// <summary>The robot and the people from above, the robot's decision, and the last 30 seconds.</summary>
internal sealed class Scene(SocialRobot robot, EmotionScene people, IInput input, LoopTimes times, FacesPublisher? ros)
{
    public const int Width = 960, Height = 540;
    private const float PixelsPerMetre = 72, Spread = 128, Radius = 38;

    private static readonly Colour[] Colours = [0x7F8DA8, 0xFFC857, 0x5BC8F5, 0xFF6B6B];
    private static readonly string[] Names = ["wait", "approach", "comfort", "back off"];

    /// <summary>The middle of the people; the way from there to the robot; and what is on the right of the robot.</summary>
    private static readonly Vector2 Middle = new(296, 280), Axis = Vector2.Normalize(new(0.93f, 0.36f)), Right = new(Axis.Y, -Axis.X);

    private readonly ScenePerson[] _people = new ScenePerson[people.Options.MaxPeople];
    private readonly CanvasImage[] _images = [.. Enumerable.Range(0, people.Options.MaxPeople).Select(_ => new CanvasImage())];
    private readonly History _history = new(1);
    private int _frameWidth = 1;

    public void Draw(Canvas canvas, TimeSpan now)
    {
        ReadOnlySpan<ScenePerson> seen = _people.AsSpan(0, people.CopyPeople(_people));
        if (robot.LatestFrame.TryTake(out InputFrame frame))
        {
            _frameWidth = frame.Frame.Width;
            for (int i = 0; i < seen.Length; i++)
                _images[i].Show(frame.Frame, seen[i].Face);
        }
        Behaviour behaviour = robot.Arbiter.Current;
        Colour colour = Colours[(int)behaviour];
        canvas.Begin();
        DrawRoom(canvas, seen, colour, now);
        DrawRobot(canvas, colour);
        DrawDecision(canvas, robot.Perception, behaviour, colour);
        _history.Add(now, colour, [robot.Body.Distance / Body.MaxDistance]);
        canvas.Panel(584, 328, 352, 172);
        canvas.Text(608, 354, 9, "last 30 s", Style.Faint);
        canvas.Text(912, 354, 9, "distance and behaviour", Style.Faint, 1);
        _history.DrawStrip(canvas, 608, 462, 304, 18, now);
        _history.DrawChart(canvas, 608, 372, 304, 76, now, _ => (Style.Ink, 2.5f));
        string facts = $"tick {times.GetQuantile(0.5):0.00} ms, 99 % below {times.GetQuantile(0.99):0.00} · {times.Missed} of {times.Count} missed";
        canvas.Text(24, 526, 9, $"{input.Name} · 50 ticks per second · {facts}", Style.Faint);
    }

    private void DrawRoom(Canvas canvas, ReadOnlySpan<ScenePerson> seen, Colour colour, TimeSpan now)
    {
        canvas.Circle(Middle.X, Middle.Y, 3.25f * PixelsPerMetre, 0x121A2D, bottom: 0x18223A);
        foreach ((float metres, string name) in ((float, string)[])[(3.2f, "social"), (2, ""), (1.2f, "personal"), (0.8f, "")])
        {
            canvas.Ring(Middle.X, Middle.Y, metres * PixelsPerMetre, 1.2f, Style.Rail);
            Vector2 at = Middle - (new Vector2(0.8f, 0.6f) * ((metres * PixelsPerMetre) - 14));
            canvas.Text(at.X, at.Y, 8, name, Style.Faint, 0.5f);
        }
        if (seen.IsEmpty)
            canvas.Text(Middle.X, Middle.Y, 11, "nobody", Style.Ink, 0.5f);
        for (int i = 0; i < seen.Length; i++)
        {
            ScenePerson person = seen[i];
            Vector2 at = Middle + (Right * Spread * SocialRobot.GetDirection(person.Face, _frameWidth));
            bool watched = person.Id == robot.Attention.Id;
            Colour own = watched ? colour : Style.Faint;
            if (watched)
                canvas.Circle(at.X, at.Y, 56 * (1 + (0.06f * MathF.Sin((float)now.TotalSeconds * 3))), colour.With(0.45f), softness: 46);
            canvas.Image(_images[i], at.X - Radius, at.Y - Radius, 2 * Radius, 2 * Radius, radius: Radius);
            canvas.Ring(at.X, at.Y, Radius, watched ? 3 : 1.5f, own);
            string speaks = person.IsSpeaking == true ? ", speaks" : "";
            canvas.Text(at.X, at.Y + Radius + 18, 10, $"{person.Reading?.Label ?? "unknown"}{speaks}", watched ? Style.Ink : Style.Faint, 0.5f);
        }
    }

    private void DrawRobot(Canvas canvas, Colour colour)
    {
        Vector2 place = Middle + (Axis * robot.Body.Distance * PixelsPerMetre);
        canvas.Line(Middle + (Axis * 0.8f * PixelsPerMetre), Middle + (Axis * 3.2f * PixelsPerMetre), 1.5f, Style.Rail);
        canvas.Circle(place.X + 3, place.Y + 7, 27, new Colour(0, 0, 0, 0.55f), softness: 14);
        canvas.Circle(place.X, place.Y, 24, 0xF4F7FC, bottom: 0xB9C4D8);
        canvas.Circle(place.X, place.Y, 17, 0x1B2438);
        // Its eyes are turned to where it looks.
        Vector2 look = Vector2.Normalize(Middle + (Right * Spread * robot.Body.Gaze) - place), side = new(-look.Y, look.X);
        foreach (int eye in (int[])[-1, 1])
        {
            Vector2 at = place + (look * 7) + (side * 6.5f * eye);
            canvas.Circle(at.X, at.Y, 3.6f, colour);
            canvas.Circle(at.X, at.Y, 8, colour.With(0.4f), softness: 10);
        }
        canvas.Ring(place.X, place.Y, 29, 2.5f, colour);
        Vector2 direction = -Axis * MathF.Sign(robot.Body.Speed);
        if (MathF.Abs(robot.Body.Speed) > 0.02f)
            canvas.Arrow(place + (direction * 34), place + (direction * (36 + (44 * MathF.Abs(robot.Body.Speed)))), 3, colour);
    }

    private void DrawDecision(Canvas canvas, Perception perception, Behaviour behaviour, Colour colour)
    {
        canvas.Panel(584, 24, 352, 288);
        canvas.Box(584, 24, 6, 288, colour, 3);
        canvas.Text(608, 52, 9, "the robot will", Style.Faint);
        canvas.Text(608, 88, 24, Names[(int)behaviour], colour, weight: 0.14f);
        canvas.Text(608, 112, 10, $"reason: {robot.Arbiter.Reason}", Style.Ink);
        canvas.Bar(608, 146, 304, "confidence", $"{100 * perception.Confidence:0} %", perception.Confidence, colour);
        canvas.Bar(608, 186, 304, "distance", FormattableString.Invariant($"{robot.Body.Distance:0.00} m"), robot.Body.Distance / Body.MaxDistance, 0xA9B6CF);
        canvas.Bar(608, 226, 304, "speed", FormattableString.Invariant($"{robot.Body.Speed:+0.00;-0.00;0.00} m/s"), MathF.Abs(robot.Body.Speed) / 0.7f, 0xA9B6CF);
        (Colour light, string state) = ros is null ? (Style.Rail, "off (--rosbridge)")
            : ros.Rosbridge.IsConnected ? (0x5FD38D, $"{ros.Rosbridge.Sent} messages sent") : (0xFF6B6B, "disconnected, retrying");
        canvas.Circle(613, 284, 5, light);
        canvas.Text(628, 288, 9, $"ROS: {state}", Style.Faint);
    }
}
