using MmaDfer.Sdk.Faces;

namespace MmaDfer.Sdk.Conformance;

/// <summary>What people and rooms do before a camera: a frame for each moment, and whether a person would say that a face is there.</summary>
/// <param name="Name">In words.</param>
/// <param name="Draw">Draws the moment, in seconds, into a frame that is empty.</param>
internal sealed record FaceCondition(string Name, Action<SceneFrame, double> Draw)
{
    /// <summary>Frames a second.</summary>
    public const int FrameRate = 15;

    /// <summary>Seconds of a condition.</summary>
    public const double Seconds = 8;

    /// <summary>Share of the moments with a face in which it must be found.</summary>
    public const double Required = 0.95;

    /// <summary>Moments that do not count, as people would not agree: a face behind a hand, one that is half out of the frame.</summary>
    public Func<double, bool> IsOpen { get; init; } = _ => false;

    /// <summary>Whether a face that is shown must not be found, as upside down.</summary>
    public bool IsUnwanted { get; init; }
}

/// <summary>The conditions in which a face must be followed, and those in which none may be seen.</summary>
internal static class FaceConditions
{
    /// <summary>Where the face stands in most of them, and its height in pixels.</summary>
    private const double X = 320, Y = 230, Tall = 160;

    /// <summary>Seconds after a change until the tracker must have followed it.</summary>
    private const double Grace = 0.4;

    public static IReadOnlyList<FaceCondition> All { get; } =
    [
        new("still", (f, _) => f.Show(X, Y, Tall).Light()),
        new("moving", (f, t) => f.Show(X + (100 * Math.Sin(t)), Y + (30 * Math.Sin(1.7 * t)), Tall * (1 + (0.3 * Math.Sin(0.9 * t)))).Light()),
        new("shaking", (f, t) => f.Show(X + (60 * Math.Sin(8 * t)), Y, Tall).Light()),
        new("light that changes", (f, t) => f.Show(X, Y, Tall).Light(0.9 + (0.65 * Math.Sin(3.1 * t)))),
        new("440 pixels", (f, _) => f.Show(X, 240, 440).Light()),
        new("600 pixels", (f, _) => f.Show(X, 240, 600).Light()),
        new("60 pixels", (f, _) => f.Show(X, Y, 60).Light()),
        new("40 pixels", (f, _) => f.Show(X, Y, 40).Light()),
        new("28 pixels", (f, _) => f.Show(X, Y, 28).Light()),
        new("tilted by 20 degrees", (f, _) => f.Show(X, Y, Tall, 20).Light()),
        new("tilted by 30 degrees", (f, _) => f.Show(X, Y, Tall, 30).Light()),
        new("tilted by -30 degrees", (f, _) => f.Show(X, Y, Tall, -30).Light()),
        new("tilting to 30 degrees, held", (f, t) => f.Show(X, Y, Tall, Math.Clamp(30 * (t - 2), 0, 30)).Light()),
        new("upside down", (f, _) => f.Show(X, Y, Tall, 180).Light()) { IsUnwanted = true },
        new("an eighth of the light", (f, _) => f.Show(X, Y, Tall).Light(0.125, 4)),
        new("backlight", (f, _) => f.Show(X, Y, Tall).Backlight(X, Y, 120).Light(noise: 4)),
        new("out of focus", (f, _) => f.Show(X, Y, Tall).Blur(11, 11, 3).Light()),
        new("blurred by movement", (f, t) => f.Show(X + (60 * Math.Sin(8 * t)), Y, Tall).Blur(31, 1, 1).Light()),
        new("noise", (f, _) => f.Show(X, Y, Tall).Light(noise: 40)),
        new("mouth covered", (f, _) => f.Show(X, Y, Tall).Cover(240, 245, 400, 320, 120, 180, 200).Light()),
        new("eyes covered", (f, _) => f.Show(X, Y, Tall).Cover(240, 180, 400, 215, 20, 20, 20).Light()),
        new("a pole passing", (f, t) =>
        {
            int pole = (int)(200 + (60 * (t % 4)));
            f.Show(X, Y, Tall).Cover(pole, 0, pole + 30, SceneFrame.Height, 60, 60, 60).Light();
        }),
        new("a hand for two seconds", (f, t) =>
        {
            f.Show(X, Y, Tall);
            if (t is > 3 and < 5)
                f.CoverRound(330, 240, 75, 95, 190, 140, 110);
            f.Light();
        }) { IsOpen = t => t is > 3 and < 5 + Grace },
        new("leaving and returning", (f, t) => f.Show(X + (520 * Away(t)), Y, Tall).Light()) { IsOpen = t => t is > 2.2 and < 3 + Grace or > 5 and < 5.8 + Grace },
        new("gone for three seconds", (f, t) =>
        {
            if (t is < 3 or > 6)
                f.Show(X, Y, Tall);
            f.Light();
        }) { IsOpen = t => t is >= 3 and < 3 + Grace or > 6 and < 6 + Grace },
        new("a second face entering", (f, t) =>
        {
            f.Show(180, Y, 120);
            if (t > 3)
                f.Show(470 + (300 * Math.Max(0, 4 - t)), Y, Tall, mirrored: true, from: 320);
            f.Light();
        }) { IsOpen = t => t is > 3 and < 4 + Grace },
        new("nobody", (f, _) => f.Light(noise: 4)),
        new("nobody, an eighth of the light", (f, _) => f.Light(0.125, 4)),
    ];

    /// <summary>A camera in front of the person of the photograph "portrait".</summary>
    public static SceneFrame OpenScene()
    {
        (byte[] rgb, int width, int height) = FacePhotographs.Load("portrait");
        return new SceneFrame(rgb, width, height, new FaceBox(335, 190, 160, 200));
    }

    /// <summary>How far the person has gone, 0 to 1.</summary>
    private static double Away(double t) => t < 5 ? Math.Clamp((t - 2) / 0.8, 0, 1) : Math.Clamp(1 - ((t - 5) / 0.8), 0, 1);
}

/// <summary>How well a face was followed in a condition.</summary>
internal sealed class FaceScore
{
    private const double Settled = 0.5;

    private int _asked, _right, _empty, _false;

    /// <summary>Of the moments with a face, the share in which it was followed; 1 without such moments.</summary>
    public double Found => _asked == 0 ? 1 : (double)_right / _asked;

    /// <summary>Of all moments, the share with a box where no face is.</summary>
    public double False => (double)_false / (_asked + _empty);

    /// <summary>Takes a moment.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="time">Seconds since its beginning.</param>
    /// <param name="truth">Where faces are.</param>
    /// <param name="found">Where they were found.</param>
    public void Add(FaceCondition condition, double time, IReadOnlyList<FaceBox> truth, IReadOnlyList<FaceBox> found)
    {
        // A new face is found twice before it is reported.
        if (time < Settled || condition.IsOpen(time))
            return;
        if (condition.IsUnwanted)
            truth = [];
        if (truth.Count > 0)
        {
            _asked++;
            _right += truth.All(face => found.Any(box => IsAt(box, face))) ? 1 : 0;
        }
        else
        {
            _empty++;
        }
        _false += found.Any(box => !truth.Any(face => IsAt(box, face))) ? 1 : 0;
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"found {Found:P0}, false {False:P0}");

    /// <summary>Whether the centre of a box is within half a face of a face's.</summary>
    private static bool IsAt(FaceBox box, FaceBox face) =>
        Math.Abs(box.CenterX - face.CenterX) < face.Width / 2 && Math.Abs(box.CenterY - face.CenterY) < face.Height / 2;
}
