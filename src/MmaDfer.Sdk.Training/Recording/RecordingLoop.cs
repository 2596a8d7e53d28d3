using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>Prompts, takes and judges one clip after another. One thread.</summary>
/// <param name="recorder">The set, and what other threads ask for.</param>
/// <param name="pump">Reads the sources.</param>
/// <param name="options">Of the recorder.</param>
/// <param name="cancellationToken">Looked at between frames.</param>
internal sealed class RecordingLoop(ClipRecorder recorder, SourcePump pump, ClipRecorderOptions options, CancellationToken cancellationToken)
{
    /// <summary>Seconds beyond the countdown for which a microphone is waited for.</summary>
    private const double MaxWait = 3;

    private readonly List<RecordedClip> _clips = [];
    private readonly List<string> _skipped = [];
    private RecordedClip? _last;
    private bool _ended;

    public RecordingResult Run()
    {
        recorder.TakeRequest();
        try
        {
            while (!_ended && recorder.NextLabel is { } label)
                Record(label);
        }
        catch (MmaDferException exception) when (exception is MediaException or DatasetException)
        {
            throw RecordedSet.Interrupted(exception, _clips.Count, recorder.Missing + _skipped.Count);
        }
        finally
        {
            recorder.DropTake();
        }
        return new RecordingResult
        {
            Clips = _clips, Skipped = _skipped, Missing = recorder.Missing + _skipped.Count, Existing = recorder.Existing, Warnings = pump.Warnings,
        };
    }

    private void Record(string label)
    {
        for (int attempt = 1; ; attempt++)
        {
            if (!CountDown(label, attempt))
                return;
            recorder.BeginTake(label);
            Raise(RecordingStep.Recording, label, attempt);
            while (!recorder.IsTakeComplete)
            {
                if (!Read())
                    return;
                if (!IsInterrupted)
                    continue;
                recorder.DropTake();
                break;
            }
            if (IsInterrupted)
            {
                // A pause costs no attempt; anything else is seen to before the next countdown.
                attempt--;
                continue;
            }
            if (Judge(recorder.EndTake(), label, attempt))
                return;
        }
    }

    /// <summary>Keeps a take, or leaves it out.</summary>
    /// <returns>False if it must be taken again.</returns>
    private bool Judge(ClipTake take, string label, int attempt)
    {
        if (take.Problems != 0 && attempt < options.MaxAttempts)
        {
            recorder.Raise(new(RecordingStep.Again, label) { Attempt = attempt, Missing = recorder.Missing, Advice = take.Advice });
            return false;
        }
        if (take.IsEmpty)
        {
            LeaveOut(label, take.Advice, attempt);
            return true;
        }
        RecordedClip clip = recorder.Keep(take);
        _clips.Add(clip);
        _last = clip;
        recorder.Raise(new(RecordingStep.Kept, label) { Attempt = attempt, Missing = recorder.Missing, Advice = take.Advice, Clip = clip });
        return true;
    }

    private void LeaveOut(string label, string why, int attempt)
    {
        recorder.LeaveOut();
        _skipped.Add(why.Length > 0 ? $"{label}: {why}." : $"{label}: skipped.");
        recorder.Raise(new(RecordingStep.Skipped, label) { Attempt = attempt, Missing = recorder.Missing, Advice = why });
    }

    /// <summary>Prompts and waits.</summary>
    /// <returns>False if this clip is not recorded now.</returns>
    private bool CountDown(string label, int attempt)
    {
        while (true)
        {
            if (recorder.IsPaused)
                Raise(RecordingStep.Paused, label, attempt);
            while (recorder.IsPaused && recorder.PendingRequest == RecordingRequest.None)
            {
                if (!Read())
                    return false;
            }
            switch (recorder.TakeRequest())
            {
                case RecordingRequest.Skip:
                    LeaveOut(label, "", attempt);
                    return false;
                case RecordingRequest.Stop:
                    _ended = true;
                    return false;
                case RecordingRequest.Repeat when _last is { } clip:
                    recorder.Remove(clip);
                    _clips.Remove(clip);
                    _last = null;
                    recorder.Raise(new(RecordingStep.Removed, clip.Label) { Missing = recorder.Missing, Clip = clip });
                    return false;
            }
            if (Wait(label, attempt) is { } whether)
                return whether;
        }
    }

    /// <summary>Waits for the end of the countdown: true; false at the end of the source; null if there is something to see to.</summary>
    private bool? Wait(string label, int attempt)
    {
        if (!Read())
            return false;
        TimeSpan end = Times.Add(pump.Now, options.Countdown);
        int told = int.MaxValue;
        do
        {
            int left = Math.Max(0, (int)Math.Ceiling((end - pump.Now).TotalSeconds - 1e-3));
            if (left < told && (left > 0 || told == int.MaxValue))
                recorder.Raise(new(RecordingStep.Prompt, label) { SecondsLeft = left, Attempt = attempt, Missing = recorder.Missing });
            told = Math.Min(told, left);
            if (IsInterrupted)
                return null;
            if (pump.Now >= end && (pump.HasAudio || Times.Seconds(end, pump.Now) >= MaxWait))
                return true;
        }
        while (Read());
        return false;
    }

    private bool IsInterrupted => recorder.IsPaused || recorder.PendingRequest != RecordingRequest.None;

    private bool Read()
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool more = pump.Read();
        _ended |= !more;
        return more;
    }

    private void Raise(RecordingStep step, string label, int attempt) =>
        recorder.Raise(new(step, label) { Attempt = attempt, Missing = recorder.Missing });
}
