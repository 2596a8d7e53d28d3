using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>How head and camera move in a clip, and how the crop follows.</summary>
internal sealed class CameraWork
{
    private readonly float _yaw, _pitch, _roll, _sway, _speed, _distance, _side, _x, _y, _jitter;
    private readonly int _seed;
    private readonly bool _obstacle, _aligned;
    private readonly double _seconds, _comes, _goes;
    private readonly V3 _away;

    /// <param name="draws">Of the clip.</param>
    /// <param name="seconds">Length of the clip.</param>
    /// <param name="obstacle">Something comes before the face.</param>
    /// <param name="faceShare">How much of the frame's height the face fills, from the hairline to the chin; 1 as a face finder crops.</param>
    /// <param name="aligned">The crop follows eyes and mouth.</param>
    public CameraWork(Draws draws, double seconds, bool obstacle, float faceShare, bool aligned = false)
    {
        _seconds = seconds;
        _obstacle = obstacle;
        _aligned = aligned;
        // Mostly towards the camera: bells within 40, 25 and 20 degrees.
        _yaw = (float)Math.Clamp((draws.Chance(0.65) ? 0.022 : 0.055) * draws.Bell(), -0.105, 0.105);
        _pitch = (float)Math.Clamp((0.019 * draws.Bell()) - 0.004, -0.065, 0.065);
        _roll = (float)Math.Clamp(0.015 * draws.Bell(), -0.05, 0.05);
        _sway = draws.Float(0.1, 1);
        _speed = draws.Float(0.4, 1.6);
        double lens = draws.Unit();
        _distance = (float)(32 + (110 * lens * lens));
        _side = 18.8f / faceShare * (float)Math.Clamp(1 + (0.07 * draws.Bell()), 0.82, 1.25);
        float loose = faceShare < 0.8f ? 3 : 1;
        _x = loose * (float)(0.022 * draws.Bell());
        _y = loose * (float)(0.022 * draws.Bell());
        _jitter = draws.Float(0, 0.014);
        _seed = (int)(draws.Next() >> 40);
        _comes = draws.Between(-0.6, 0.7) * seconds;
        _goes = _comes + (draws.Between(0.5, 1.5) * seconds);
        _away = new V3(draws.Float(-14, 14), -22, 4);
        if (!aligned)
            return;
        // What a face network gets wrong, of the frame's side.
        _side = (float)(1 + (0.035 * draws.Bell()));
        (_x, _y) = ((float)(0.014 * draws.Bell()), (float)(0.014 * draws.Bell()));
        _roll = (float)(0.006 * draws.Bell());
        _jitter *= 0.6f;
    }

    public View At(double time)
    {
        float t = (float)time * _speed;
        float Move(int channel, float size) => _sway * size * Noise.At(t, channel * 5.7f, _seed);
        float Shake(int channel) => _jitter * Noise.At((float)time * 7, channel * 3.3f, _seed + 1);
        V3? obstacle = null;
        if (_obstacle)
        {
            double there = Math.Min(Exact.Smooth((time - _comes) / 0.35), Exact.Smooth((_goes - time) / 0.35));
            obstacle = there > 0 ? _away * (1 - (float)there) : null;
        }
        return new View(
            Math.Clamp(_yaw + Move(1, 0.02f), -0.111f, 0.111f), Math.Clamp(_pitch + Move(2, 0.015f), -0.069f, 0.069f), Math.Clamp(_roll + Move(3, _aligned ? 0.003f : 0.012f), -0.055f, 0.055f),
            _distance, _side * (1 + (2 * Shake(6))), _x + Shake(4), _y + Shake(5), obstacle, _aligned);
    }
}
