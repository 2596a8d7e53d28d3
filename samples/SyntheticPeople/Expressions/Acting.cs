using MmaDfer.Samples.SyntheticFaces;
using MmaDfer.Samples.SyntheticPeople.People;

namespace MmaDfer.Samples.SyntheticPeople.Expressions;

/// <summary>How a face moves in one clip: the resting face of the person, the emotion as it comes and goes, speech, blinks and looks.</summary>
internal sealed class Acting
{
    private readonly ShapeNames _names;
    private readonly float[] _resting, _peak, _aside;
    private readonly double _intensity, _start, _rise, _hold, _fall, _from, _to, _aStart, _talk, _flicker;
    private readonly List<(double Time, double Length)> _blinks = [];
    private readonly List<(double Time, float Side, float Up)> _looks = [];
    private readonly int _seed;
    private readonly bool _toCamera;

    /// <param name="names">The head's shapes.</param>
    /// <param name="person">Whose face.</param>
    /// <param name="emotion">What is expressed.</param>
    /// <param name="draws">Of the clip.</param>
    /// <param name="blinks">Of the clip.</param>
    /// <param name="seconds">Length of the clip.</param>
    public Acting(ShapeNames names, Person person, Emotion emotion, Draws draws, Draws blinks, double seconds)
    {
        _names = names;
        (_resting, _peak, _aside) = (new float[names.Total], new float[names.Total], new float[names.Total]);
        Resting(person, draws);
        _intensity = draws.Between(0.45, 1.2) * person.Expressiveness;
        // Weak ones are rarer: most of the time somebody who is filmed shows what they show.
        if (draws.Chance(0.5))
            _intensity = Math.Max(_intensity, draws.Between(0.7, 1.1));
        // Below this nobody could name it, so that its label would be a guess.
        _intensity = Math.Max(_intensity, 0.42);
        Prototypes.Draw(emotion, draws, names, person.Lopsided + (0.1 * draws.Bell()), _peak);
        if (emotion != Emotion.Neutral && draws.Chance(0.15))
            Prototypes.Draw(EmotionTable.All[draws.Below(7)], draws, names, 0, _aside);
        _start = draws.Between(-0.8, 0.3) * seconds;
        _rise = draws.Between(0.15, 0.7);
        _hold = draws.Between(0.4, 1.2) * seconds;
        _fall = draws.Between(0.4, 1.2);
        _from = draws.Between(0.15, 0.7);
        _to = draws.Between(0.4, 0.9);
        _aStart = draws.Between(0, 0.8) * seconds;
        _talk = draws.Chance(0.55) ? draws.Between(0.25, 1) : 0;
        _flicker = draws.Between(0, 0.2);
        _seed = (int)(draws.Next() >> 40);
        _toCamera = draws.Chance(0.75);
        for (double time = blinks.Between(-1, 3); time < seconds; time += blinks.Between(0.8, 5))
            _blinks.Add((time, blinks.Between(0.14, 0.3)));
        for (double time = 0; time < seconds; time += blinks.Between(0.4, 2))
        {
            bool away = blinks.Chance(0.2);
            _looks.Add((time, (float)((away ? 0.06 : 0.012) * blinks.Bell()), (float)((away ? 0.03 : 0.01) * blinks.Bell())));
        }
    }

    /// <summary>When the emotion is strongest.</summary>
    public double Peak => Math.Max(0.05, _start + _rise + (0.3 * _hold));

    /// <summary>The weights of all shapes at a time.</summary>
    /// <param name="time">Seconds.</param>
    /// <param name="opening">How far speech opens the mouth, 0 to 1.</param>
    /// <param name="yaw">Of the head in turns, against which the eyes keep to the camera.</param>
    /// <param name="pitch">Of the head in turns.</param>
    /// <param name="weights">Set.</param>
    public Gaze At(double time, double opening, float yaw, float pitch, Span<float> weights)
    {
        _resting.CopyTo(weights);
        double strength = _intensity * Strength(time);
        // A passing hint of something else.
        double aside = 0.25 * _intensity * Exact.Smooth((time - _aStart) / 0.2) * Exact.Smooth((_aStart + 0.7 - time) / 0.2);
        for (int i = 0; i < weights.Length; i++)
        {
            double wobble = 1 + (_flicker * Noise.At((float)time * 2.5f, i * 7.3f, _seed));
            weights[i] += (float)((strength * wobble * _peak[i]) + (aside * _aside[i]) + (0.015 * Noise.At((float)time * 1.7f, i * 3.1f, _seed + 1)));
        }
        // Lids that hang do not hang while the eyes are wide.
        _names.Add("eyeBlink", -Math.Min(0.6 * _names.Of("eyeWide", weights), _names.Of("eyeBlink", weights)), 0, weights);
        Speak(time, opening, weights);
        double closed = 0;
        foreach ((double at, double length) in _blinks)
            closed = Math.Max(closed, Exact.Smooth(1.6 - (3.2 * Math.Abs(time - at) / length)));
        _names.Add("eyeBlink", closed * (1 - _names.Of("eyeBlink", weights)), 0, weights);
        Gaze gaze = Look(time, yaw, pitch, weights);
        for (int i = 0; i < weights.Length; i++)
            weights[i] = Math.Clamp(weights[i], 0, 1.8f);
        _names.Clamp("eyeBlink", 0, 1, weights);
        _names.Clamp("jawOpen", 0, 0.95f, weights);
        _names.Clamp("mouthSmile", 0, 1.15f, weights);
        return gaze;
    }

    private double Strength(double time)
    {
        double up = _from + ((1 - _from) * Exact.Smooth((time - _start) / _rise));
        double down = 1 - ((1 - _to) * Exact.Smooth((time - _start - _rise - _hold) / _fall));
        return up * down;
    }

    private void Speak(double time, double opening, Span<float> weights)
    {
        if (_talk == 0)
            return;
        double open = _talk * opening, shape = Noise.At((float)time * 4.5f, 1, _seed + 2), other = Noise.At((float)time * 5.5f, 2, _seed + 3);
        _names.Add("jawOpen", 0.2 * open, 0, weights);
        _names.Add("mouthLowerDown", 0.25 * open * Math.Max(0, other), 0, weights);
        _names.Add("mouthFunnel", 0.35 * open * Math.Max(0, shape), 0, weights);
        _names.Add("mouthPucker", 0.4 * open * Math.Max(0, -shape), 0, weights);
        _names.Add("mouthStretch", 0.15 * open * Math.Max(0, -other), 0, weights);
        _names.Add("mouthRollLower", 0.25 * _talk * Math.Max(0, 0.3 - opening), 0, weights);
        _names.Add("mouthUpperUp", 0.12 * open, 0, weights);
    }

    private Gaze Look(double time, float yaw, float pitch, Span<float> weights)
    {
        (double _, float side, float up) = _looks[0];
        foreach ((double at, float s, float u) in _looks)
        {
            if (at <= time)
                (side, up) = (s, u);
        }
        if (_toCamera)
        {
            side -= yaw;
            up -= pitch;
        }
        up -= 0.07f * _names.Of("eyeLookDown", weights);
        side = Math.Clamp(side, -0.085f, 0.085f);
        up = Math.Clamp(up, -0.07f, 0.06f);
        // The lids follow the eyes; 1 stands for about 28 degrees.
        _names.Add("eyeLookOut_L", Math.Max(0, side / 0.078), 0, weights);
        _names.Add("eyeLookIn_R", Math.Max(0, side / 0.078), 0, weights);
        _names.Add("eyeLookIn_L", Math.Max(0, -side / 0.078), 0, weights);
        _names.Add("eyeLookOut_R", Math.Max(0, -side / 0.078), 0, weights);
        _names.Add("eyeLookUp", Math.Max(0, up / 0.078), 0, weights);
        _names.Add("eyeLookDown", Math.Max(0, -up / 0.078) - _names.Of("eyeLookDown", weights), 0, weights);
        return new Gaze(SkullMap.Direction(side - 0.004f, up), SkullMap.Direction(side + 0.004f, up));
    }

    /// <summary>What the face of this person is when nothing is felt: rarely as the model's average.</summary>
    private void Resting(Person person, Draws draws)
    {
        Draws own = Draw.Resting.Of(person.Number);
        double Some(double spread) => Math.Max(0, spread * own.Bell());
        _names.Add("mouthFrown", 0.06 + Some(0.18), 0.1 * own.Bell(), _resting);
        _names.Add("browDown", Some(0.28), 0.1 * own.Bell(), _resting);
        _names.Add("browInnerUp", Some(0.07), 0, _resting);
        _names.Add("browOuterUp", Some(0.07), 0.2 * own.Bell(), _resting);
        _names.Add("eyeBlink", 0.08 + Math.Min(Some(0.08), 0.12), 0.1 * own.Bell(), _resting);
        _names.Add("eyeSquint", 0.1 + Some(0.13), 0.1 * own.Bell(), _resting);
        _names.Add("eyeWide", Some(0.1), 0, _resting);
        _names.Add("mouthSmile", own.Chance(0.35) ? Some(0.2) : 0, 0.2 * own.Bell(), _resting);
        _names.Add("mouthShrugLower", Some(0.1), 0, _resting);
        _names.Add("mouthPress", Some(0.12), 0, _resting);
        _names.Add("jawOpen", own.Chance(0.3) ? Some(0.05) : 0, 0, _resting);
        _names.Add("mouthRollUpper", Some(0.1), 0, _resting);
        _names.Add("cheekPuff", Some(0.04), 0, _resting);
        for (int i = 0; i < _resting.Length; i++)
            _resting[i] *= (float)draws.Between(0.7, 1.3);
    }
}

/// <summary>Where each eye looks, relative to the head.</summary>
internal readonly record struct Gaze(V3 Left, V3 Right);
