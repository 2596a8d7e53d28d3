using MmaDfer.Samples.SyntheticFaces;

namespace MmaDfer.Samples.SyntheticPeople.Rendering;

/// <summary>From light to bytes as a cheap camera does it: lens, exposure, tone, sharpening, noise, compression. The same for all frames of a clip.</summary>
internal sealed class Sensor
{
    private const int Levels = 4096;

    private readonly int _size;
    private readonly V3 _balance;
    private readonly float[] _tone = new float[Levels];
    private readonly float _blur, _shrink, _noise, _grain, _sharpen, _colour, _vignette, _exposure;
    private readonly bool _grey;
    private readonly Compression? _compression;
    private float _gain;

    public Sensor(Draws draws, int size, float exposure, V3 white)
    {
        _size = size;
        float t = (float)draws.Bell(), green = (float)draws.Bell();
        // Cameras take out most of the colour of the light.
        float sure = draws.Float(0.5, 0.95);
        _balance = new V3(Curves.Power(white.X, -sure), Curves.Power(white.Y, -sure), Curves.Power(white.Z, -sure)) * new V3(1 + (0.06f * t), 1 + (0.018f * green), 1 - (0.065f * t));
        _exposure = exposure;
        float contrast = draws.Float(0.75, 1.35), gamma = draws.Float(0.85, 1.2), black = draws.Float(-0.01, 0.06), bend = draws.Float(0.35, 0.8);
        for (int i = 0; i < Levels; i++)
        {
            float light = 4f * i / Levels;
            // A shoulder for highlights, then the curve of sRGB, then contrast around the middle.
            float soft = light / (1 + (bend * light * light / (1 + light)));
            float encoded = soft <= 0.0031308f ? 12.92f * soft : (1.055f * Curves.Power(soft, 1 / 2.4)) - 0.055f;
            float curved = Curves.Power(Math.Clamp(encoded, 0, 1.3f), gamma);
            _tone[i] = black + ((1 - black) * (0.45f + ((curved - 0.45f) * contrast)));
        }
        float scale = size / 96f;
        _blur = scale * (draws.Chance(0.5) ? draws.Float(0.3, 0.6) : draws.Float(0.4, 1));
        _shrink = draws.Chance(0.25) ? draws.Float(1.2, 2.2) : 1;
        _noise = draws.Chance(0.6) ? draws.Float(0.002, 0.008) : draws.Float(0.005, 0.02);
        _grain = draws.Float(0.3, 1);
        _sharpen = draws.Chance(0.35) ? draws.Float(0.2, 1) : 0;
        _colour = draws.Chance(0.15) ? draws.Float(0.3, 0.7) : draws.Float(0.7, 1.08);
        _vignette = draws.Chance(0.3) ? draws.Float(0, 0.5) : 0;
        _grey = draws.Chance(0.07);
        _compression = draws.Chance(0.7) ? new Compression(size, draws.Float(0.15, 1)) : null;
    }

    /// <summary>Sets the exposure by a frame, as cameras do: by the person more than by the wall, and dark skin stays darker than light skin.</summary>
    public void Expose(ReadOnlySpan<V3> light, ReadOnlySpan<float> cover)
    {
        float sum = 0, weights = 1e-6f;
        for (int i = 0; i < light.Length; i++)
        {
            float weight = 0.25f + cover[i];
            sum += weight * Grey(light[i]);
            weights += weight;
        }
        float mean = MathF.Max(sum / weights, 1e-4f);
        _gain = (float)Exact.Exp2(_exposure) * Curves.Power(0.26f / mean, 0.62);
    }

    /// <param name="light">Linear, size x size; changed.</param>
    /// <param name="draws">Of the frame.</param>
    /// <param name="rgb">Gets rows of red, green and blue bytes.</param>
    public void Record(V3[] light, Draws draws, Span<byte> rgb)
    {
        V3[] pixels = Blur.Apply(light, _size, _blur);
        for (int i = 0; i < pixels.Length; i++)
        {
            float dx = ((i % _size) / (float)_size) - 0.5f, dy = ((i / _size) / (float)_size) - 0.5f;
            V3 p = pixels[i] * _balance * (_gain * (1 - (_vignette * ((dx * dx) + (dy * dy)))));
            p = new V3(Tone(p.X), Tone(p.Y), Tone(p.Z));
            float grey = Grey(p);
            pixels[i] = V3.Mix(new V3(grey, grey, grey), p, _grey ? 0 : _colour);
        }
        if (_shrink > 1)
            pixels = Resample(Resample(pixels, _size, (int)(_size / _shrink)), (int)(_size / _shrink), _size);
        if (_sharpen > 0)
        {
            V3[] soft = Blur.Apply(pixels, _size, 0.9f * _size / 96f);
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] += (pixels[i] - soft[i]) * _sharpen;
        }
        for (int i = 0; i < pixels.Length; i++)
        {
            // More noise where it is dark, mostly the same in all colours.
            float strength = _noise * (1.3f - Grey(pixels[i]));
            float common = (float)(draws.Unit() + draws.Unit() + draws.Unit() - 1.5);
            ulong bits = _grey ? 0 : draws.Next();
            var own = new V3((bits & 0xFFFF) / 65536f, ((bits >> 16) & 0xFFFF) / 65536f, ((bits >> 32) & 0xFFFF) / 65536f);
            pixels[i] += (new V3(common, common, common) + (_grey ? new V3(0, 0, 0) : (own - new V3(0.5f, 0.5f, 0.5f)) * (1.6f * _grain))) * (2 * strength);
        }
        _compression?.Apply(pixels);
        for (int i = 0; i < pixels.Length; i++)
        {
            rgb[3 * i] = Byte(pixels[i].X);
            rgb[(3 * i) + 1] = Byte(pixels[i].Y);
            rgb[(3 * i) + 2] = Byte(pixels[i].Z);
        }
    }

    private static float Grey(V3 c) => (0.299f * c.X) + (0.587f * c.Y) + (0.114f * c.Z);

    private static byte Byte(float value) => (byte)Math.Clamp((value * 255) + 0.5f, 0, 255);

    private float Tone(float light)
    {
        float at = Math.Clamp(light * (Levels / 4f), 0, Levels - 1.001f);
        int whole = (int)at;
        return Curves.Mix(_tone[whole], _tone[whole + 1], at - whole);
    }

    private static V3[] Resample(V3[] from, int size, int to)
    {
        var result = new V3[to * to];
        float scale = size / (float)to;
        for (int y = 0; y < to; y++)
        {
            for (int x = 0; x < to; x++)
            {
                float u = Math.Clamp(((x + 0.5f) * scale) - 0.5f, 0, size - 1.001f), v = Math.Clamp(((y + 0.5f) * scale) - 0.5f, 0, size - 1.001f);
                int ix = (int)u, iy = (int)v;
                V3 above = V3.Mix(from[(iy * size) + ix], from[(iy * size) + ix + 1], u - ix);
                V3 below = V3.Mix(from[((iy + 1) * size) + ix], from[((iy + 1) * size) + ix + 1], u - ix);
                result[(y * to) + x] = V3.Mix(above, below, v - iy);
            }
        }
        return result;
    }
}
