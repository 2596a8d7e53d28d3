namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>What of the audio of a scene is a person's. One thread at a time.</summary>
/// <param name="id">Number of the person.</param>
/// <param name="timeline">Who spoke when.</param>
/// <param name="isAlone">Whether there is nobody else in view: a voice that may be anybody's is then this person's.</param>
internal sealed class PersonVoice(int id, SpeakerTimeline timeline, Func<bool> isAlone)
{
    /// <summary>Seconds of a voice that say nothing: what is left of a word.</summary>
    private const double Least = 0.25;

    /// <summary>Seconds in which the audio fades between being heard and not.</summary>
    private const double Fade = 0.01;

    private int[] _slices = [];

    /// <summary>Whether the person should hear the audio of a window, and what is to be said of it.</summary>
    /// <returns>False if all that is said in it is said by others.</returns>
    public bool IsHeard(WindowBuffer window)
    {
        ReadOnlySpan<int> slices = Read(window.Start, window.End, out _);
        bool alone = isAlone();
        int own = 0, others = 0;
        foreach (int speaker in slices)
        {
            own += IsOwn(speaker, alone) ? 1 : 0;
            others += IsOthers(speaker, alone) ? 1 : 0;
        }
        if (others > own)
            window.VoiceFlags |= ReadingFlags.OtherSpeaker;
        return own * SpeakerTimeline.SliceTicks >= Least * TimeSpan.TicksPerSecond || others == 0;
    }

    /// <summary>Silences what others say.</summary>
    /// <param name="samples">Audio of one channel from the window's start on.</param>
    /// <param name="rate">Samples per second.</param>
    /// <param name="start">Start of the window.</param>
    /// <param name="end">End of the window.</param>
    public void Mute(Span<float> samples, int rate, TimeSpan start, TimeSpan end)
    {
        ReadOnlySpan<int> slices = Read(start, end, out long first);
        bool alone = isAlone();
        double perSlice = (double)rate * SpeakerTimeline.SliceTicks / TimeSpan.TicksPerSecond;
        double offset = (double)((first * SpeakerTimeline.SliceTicks) - start.Ticks) / TimeSpan.TicksPerSecond * rate;
        float gain = IsOthers(slices[0], alone) ? 0 : 1, step = (float)(1 / (Fade * rate));
        for (int i = 0; i < slices.Length; i++)
        {
            int from = Math.Clamp((int)Math.Round(offset + (i * perSlice)), 0, samples.Length);
            int to = i == slices.Length - 1 ? samples.Length : Math.Clamp((int)Math.Round(offset + ((i + 1) * perSlice)), 0, samples.Length);
            float target = IsOthers(slices[i], alone) ? 0 : 1;
            if (gain == 1 && target == 1)
                continue;
            foreach (ref float sample in samples[from..to])
            {
                gain += Math.Clamp(target - gain, -step, step);
                sample *= gain;
            }
        }
    }

    private bool IsOwn(int speaker, bool alone) => speaker == id || (alone && speaker == SpeakerTimeline.Unknown);

    private bool IsOthers(int speaker, bool alone) => speaker != SpeakerTimeline.Silence && !IsOwn(speaker, alone);

    private ReadOnlySpan<int> Read(TimeSpan start, TimeSpan end, out long first)
    {
        first = SpeakerTimeline.Slice(start);
        int count = (int)Math.Clamp(SpeakerTimeline.Slice(end) - first + 1, 1, 1000);
        if (_slices.Length < count)
            _slices = new int[count];
        timeline.Read(first, _slices.AsSpan(0, count));
        return _slices.AsSpan(0, count);
    }
}
