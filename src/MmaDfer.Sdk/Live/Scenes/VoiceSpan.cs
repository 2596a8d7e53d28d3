using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>The level of the voice in a span of time, as slow as a jaw follows it. Keeps its memory. One thread at a time.</summary>
internal sealed class VoiceSpan
{
    /// <summary>Steps of 10 ms by which the voice may be ahead of the frames or behind at most.</summary>
    public const int MaxLag = 15;

    /// <summary>Half the width of the smoothing, in steps.</summary>
    private const int Smoothing = 8;

    /// <summary>Steps without a voice that belong to it: the gaps between syllables.</summary>
    private const int Gap = 20;

    /// <summary>How much louder than the room a voice is; and the least level of one: -60 dB of full scale.</summary>
    private const float Louder = 4, Least = 0.001f;

    private readonly float[] _recent = new float[500];
    private float[] _levels = [], _smooth = [];
    private long _begin;

    /// <summary>Its start.</summary>
    public TimeSpan Start { get; private set; }

    /// <summary>Share of the time in which there is a voice, 0 to 1.</summary>
    public double Voiced { get; private set; }

    /// <summary>Seconds since which there is a voice without a pause; 0 if there is none at the end.</summary>
    public double Since { get; private set; }

    /// <summary>Takes the last seconds.</summary>
    public void Take(VoiceEnvelope envelope, TimeSpan end, double seconds)
    {
        Start = Times.Add(end, -seconds);
        _begin = VoiceEnvelope.Number(Start) - MaxLag - Smoothing;
        int count = (int)(VoiceEnvelope.Number(end) - _begin) + MaxLag + Smoothing + 1;
        if (_levels.Length < count)
            (_levels, _smooth) = (new float[count], new float[count]);
        float limit = MathF.Max(Louder * Room(envelope), Least);
        int voiced = 0, run = 0, gap = 0, last = (int)(VoiceEnvelope.Number(end) - _begin);
        for (int i = 0; i < count; i++)
        {
            // What has not come yet is as loud as what came last.
            float level = envelope.At(Math.Min(_begin + i, envelope.End - 1));
            _levels[i] = MathF.Sqrt(level);
            gap = level > limit ? Gap : gap - 1;
            if (i >= last || i < MaxLag + Smoothing)
                continue;
            run = gap > 0 ? run + 1 : 0;
            voiced += gap > 0 ? 1 : 0;
        }
        (Voiced, Since) = (voiced * VoiceEnvelope.Step / seconds, run * VoiceEnvelope.Step);
        for (int i = 0; i < count; i++)
        {
            float sum = 0, weights = 0;
            for (int j = Math.Max(0, i - Smoothing); j <= Math.Min(count - 1, i + Smoothing); j++)
            {
                float weight = Smoothing + 1 - Math.Abs(i - j);
                (sum, weights) = (sum + (weight * _levels[j]), weights + weight);
            }
            _smooth[i] = sum / weights;
        }
    }

    /// <summary>The level at a time in the span, or up to <see cref="MaxLag"/> beside it.</summary>
    public float At(TimeSpan time, int lag) => _smooth[Math.Clamp((int)(VoiceEnvelope.Number(time) - _begin) + lag, 0, _smooth.Length - 1)];

    /// <summary>The quietest tenth of the last seconds is the room.</summary>
    private float Room(VoiceEnvelope envelope)
    {
        int known = 0;
        for (long number = Math.Max(envelope.First, envelope.End - _recent.Length); number < envelope.End; number++)
            _recent[known++] = envelope.At(number);
        _recent.AsSpan(0, known).Sort();
        return known == 0 ? 0 : _recent[known / 10];
    }
}
