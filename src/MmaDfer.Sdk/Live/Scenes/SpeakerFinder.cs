using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live.Scenes;

/// <summary>
/// Finds out whose voice it is: of the people in view, the one whose mouth moves with it (see <see cref="MouthMatch"/>) over a second and a
/// half. What is found at the end of a span holds for its middle, and for the time since. One thread at a time.
/// </summary>
/// <param name="timeline">Receives what was found.</param>
internal sealed class SpeakerFinder(SpeakerTimeline timeline)
{
    /// <summary>Seconds that are looked at together; and how far back what is found holds.</summary>
    private const double Span = 1.5, Back = (Span / 2) + (Repeats * 0.0375);

    /// <summary>Seconds at the start of a voice for which nothing can be known before; what is found then holds from its start.</summary>
    private const double Beginning = 1.4;

    /// <summary>Correlation from which on a mouth speaks; and below which it does not, or not any more.</summary>
    private const double Speaks = 0.88, Silent = 0.81;

    /// <summary>By how much the mouth must fit better than any other.</summary>
    private const double Margin = 0.04;

    /// <summary>Share of the span in which there must be a voice.</summary>
    private const double LeastVoice = 0.4;

    /// <summary>Times in a row, 50 ms apart, that something else must be found before it counts.</summary>
    private const int Repeats = 4;

    /// <summary>Weight of one look in the delay of the voice, which is the same for all people and all the time: some 5 s count.</summary>
    private const double DelayWeight = 0.01;

    private readonly VoiceEnvelope _envelope = new();
    private readonly VoiceSpan _voice = new();
    private readonly MouthMatch _match = new();
    private readonly double[] _fits = new double[MouthMatch.Lags], _bestFits = new double[MouthMatch.Lags], _delays = new double[MouthMatch.Lags];
    private long _last = long.MinValue;
    private int _present, _candidate, _times, _delay = MouthMatch.Lags / 2;

    /// <summary>The scene has begun anew.</summary>
    public void Clear()
    {
        _envelope.Clear();
        timeline.Clear();
        _delays.AsSpan().Clear();
        (_last, _present, _times, _delay) = (long.MinValue, SpeakerTimeline.Silence, 0, MouthMatch.Lags / 2);
    }

    /// <summary>Looks who speaks, if the time for it has come.</summary>
    /// <param name="time">Of the newest frame.</param>
    /// <param name="audio">The audio.</param>
    /// <param name="people">The people in view.</param>
    public void Advance(TimeSpan time, AudioRing audio, ReadOnlySpan<LivePerson> people)
    {
        long slice = SpeakerTimeline.Slice(time);
        if (slice == _last)
            return;
        _envelope.Read(audio);
        _voice.Take(_envelope, time, Span);
        long from = _last == long.MinValue ? slice : Math.Min(_last + 1, slice);
        if (_voice.Since == 0)
        {
            // What was found before the pause stays.
            (_present, _times) = (SpeakerTimeline.Silence, 0);
        }
        else
        {
            _present = Steady(Judge(people));
            double back = _voice.Since < Beginning ? _voice.Since : Back;
            from = Math.Min(from, SpeakerTimeline.Slice(Times.Add(time, -back)));
        }
        timeline.Set(from, slice + 1, _present);
        _last = slice;
    }

    private int Judge(ReadOnlySpan<LivePerson> people)
    {
        double best = 0, second = 0, present = 0;
        int who = SpeakerTimeline.Unknown, compared = 0;
        foreach (LivePerson person in people)
        {
            if (!_match.Compare(person.Mouth, _voice, _fits))
                continue;
            compared++;
            double fit = 0;
            for (int lag = Math.Max(0, _delay - 1); lag <= Math.Min(MouthMatch.Lags - 1, _delay + 1); lag++)
                fit = Math.Max(fit, _fits[lag]);
            fit = Math.Sqrt(fit);
            if (person.Id == _present)
                present = fit;
            if (fit <= best)
            {
                second = Math.Max(second, fit);
                continue;
            }
            (best, second, who) = (fit, best, person.Id);
            _fits.CopyTo(_bestFits, 0);
        }
        if (_voice.Voiced < LeastVoice || (compared == 0 && people.Length > 0))
            return present >= Silent ? _present : SpeakerTimeline.Unknown;
        LearnDelay();
        if (best >= Speaks && best - second >= Margin)
            return who;
        if (present >= Silent && present >= best - Margin)
            return _present;
        if (_present == SpeakerTimeline.Nobody)
            return _present;
        // It may be somebody whose face is hidden.
        return best < Silent && compared == people.Length ? SpeakerTimeline.Nobody : SpeakerTimeline.Unknown;
    }

    /// <summary>What is found counts when it was found some times in a row; until then it is as before, or unknown.</summary>
    private int Steady(int found)
    {
        int present = _present == SpeakerTimeline.Silence ? SpeakerTimeline.Unknown : _present;
        if (found == present)
        {
            _times = 0;
            return present;
        }
        (_candidate, _times) = (found, found == _candidate && _times > 0 ? _times + 1 : 1);
        if (_times < Repeats)
            return present;
        _times = 0;
        return found;
    }

    /// <summary>Microphone and camera may be late by some hundredths of a second against each other, but always by the same.</summary>
    private void LearnDelay()
    {
        for (int lag = 0; lag < MouthMatch.Lags; lag++)
            _delays[lag] += DelayWeight * (_bestFits[lag] - _delays[lag]);
        for (int lag = 0; lag < MouthMatch.Lags; lag++)
        {
            // Not for next to nothing.
            if (_delays[lag] > _delays[_delay] + 0.02)
                _delay = lag;
        }
    }
}
