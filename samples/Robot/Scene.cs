using System.Numerics;
using MmaDfer.Samples.Stage;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Samples.Stage.Ros;
using MmaDfer.Samples.Stage.Inputs;

namespace MmaDfer.Samples.Robot;

/// <summary>The robot and the person from above, the robot's decision, and the last 30 seconds.</summary>
internal sealed class Scene(SocialRobot robot, IInput input, LoopTimes times, ExpressionPublisher? ros)
{
    public const int Width = 960, Height = 540;
    private const float PixelsPerMetre = 72;

    private static readonly Colour[] Colours = [0x7F8DA8, 0xFFC857, 0x5BC8F5, 0xFF6B6B];
    private static readonly string[] Names = ["wait", "approach", "comfort", "back off"];
    private static readonly Vector2 Person = new(296, 280), Axis = Vector2.Normalize(new(0.93f, 0.36f));

    private readonly CanvasImage _image = new();
    private readonly History _history = new(1);

    public void Draw(Canvas canvas, TimeSpan now)
    {
        if (robot.LatestFrame.TryTake(out InputFrame frame))
            _image.Show(frame.Frame);
        Behaviour behaviour = robot.Arbiter.Current;
        Colour colour = Colours[(int)behaviour];
        canvas.Begin();
        DrawRoom(canvas, robot.Perception, colour, now);
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

    private void DrawRoom(Canvas canvas, Perception perception, Colour colour, TimeSpan now)
    {
        canvas.Circle(Person.X, Person.Y, 3.25f * PixelsPerMetre, 0x121A2D, bottom: 0x18223A);
        foreach ((float metres, string name) in ((float, string)[])[(3.2f, "social"), (2, ""), (1.2f, "personal"), (0.8f, "")])
        {
            canvas.Ring(Person.X, Person.Y, metres * PixelsPerMetre, 1.2f, Style.Rail);
            canvas.Text(Person.X, Person.Y - (metres * PixelsPerMetre) + 15, 8, name, Style.Faint, 0.5f);
        }
        Colour personColour = perception.Face ? colour : Style.Faint;
        float breath = 1 + (0.06f * MathF.Sin((float)now.TotalSeconds * 3));
        canvas.Circle(Person.X, Person.Y, 62 * breath, personColour.With(0.45f), softness: 50);
        canvas.Image(_image, Person.X - 42, Person.Y - 42, 84, 84, radius: 42);
        canvas.Ring(Person.X, Person.Y, 42, 3, personColour);
        canvas.Text(Person.X, Person.Y + 64, 11, perception.Face ? perception.Label ?? "unknown" : "nobody", Style.Ink, 0.5f);

        Vector2 place = Person + (Axis * robot.Body.Distance * PixelsPerMetre), side = new(-Axis.Y, Axis.X);
        canvas.Line(Person + (Axis * 0.8f * PixelsPerMetre), Person + (Axis * 3.2f * PixelsPerMetre), 1.5f, Style.Rail);
        canvas.Circle(place.X + 3, place.Y + 7, 27, new Colour(0, 0, 0, 0.55f), softness: 14);
        canvas.Circle(place.X, place.Y, 24, 0xF4F7FC, bottom: 0xB9C4D8);
        canvas.Circle(place.X, place.Y, 17, 0x1B2438);
        foreach (int eye in (int[])[-1, 1])
        {
            Vector2 at = place - (Axis * 7) + (side * 6.5f * eye);
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
            : ros.Rosbridge.IsConnected ? (0x5FD38D, $"{ros.Rosbridge.Sent} expressions sent") : (0xFF6B6B, "disconnected, retrying");
        canvas.Circle(613, 284, 5, light);
        canvas.Text(628, 288, 9, $"ROS: {state}", Style.Faint);
    }
}
