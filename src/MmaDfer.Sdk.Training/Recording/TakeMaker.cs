using System.Globalization;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Live;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>
/// Makes takes of frames and audio as they come. Faces are followed and cut by the same code as those of a stream, so that a model learns
/// from what it will see. One thread pushes frames; another one may push audio.
/// </summary>
/// <param name="options">Size, finder.</param>
/// <param name="hasFrames">Whether frames come.</param>
/// <param name="hasAudio">Whether audio comes.</param>
/// <param name="longest">The longest take.</param>
internal sealed class TakeMaker(ClipRecorderOptions options, bool hasFrames, bool hasAudio, TimeSpan longest)
{
    /// <summary>Seconds for which a take waits for its audio, and before its start from which on the face is followed.</summary>
    private const double Patience = 1, WarmUp = 1;

    private readonly EmotionStreamOptions _stream = new() { FaceFinder = options.FaceFinder, Tracking = options.Tracking, AlignFace = options.AlignsFaces };
    private readonly List<OpenTake> _open = [];
    private readonly Lock _gate = new();
    private readonly AudioRing _ring = new(longest + TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), AudioChannel.Auto);
    private readonly List<(TimeSpan From, TimeSpan To)> _gaps = [];
    private Cutting? _cutting;
    private TimeSpan? _frame, _audioEnd;
    private TimeSpan _interval;

    /// <summary>Takes that are not finished.</summary>
    public IReadOnlyList<OpenTake> Open => _open;

    /// <summary>Time of the end of the last frame, if frames go on as before; of the audio without frames.</summary>
    public TimeSpan End => hasFrames ? Times.Add(_frame ?? default, _interval) : AudioEnd;

    /// <summary>End of the audio so far.</summary>
    public TimeSpan AudioEnd
    {
        get
        {
            lock (_gate)
                return _audioEnd ?? TimeSpan.MinValue;
        }
    }

    /// <summary>Begins a take.</summary>
    /// <param name="label">What is shown.</param>
    /// <param name="start">When it starts; null for the next frame.</param>
    /// <param name="length">Its length.</param>
    /// <param name="tag">What the caller wants to know it by.</param>
    public OpenTake Begin(string label, TimeSpan? start, TimeSpan length, object? tag = null)
    {
        var take = new OpenTake(label, start, length, tag);
        lock (_gate)
            _open.Add(take);
        return take;
    }

    /// <summary>Drops a take.</summary>
    public void Drop(OpenTake take)
    {
        lock (_gate)
            _open.Remove(take);
    }

    /// <summary>Whether a take covers a time, or starts soon after.</summary>
    public bool IsNeeded(TimeSpan time) => _open.Exists(t => t.Start is not { } start || (Times.Seconds(time, start) <= WarmUp && time < t.End));

    /// <summary>Adds a frame to the takes that cover its time.</summary>
    /// <exception cref="MediaException">Times go back.</exception>
    public void PushFrame(FrameView frame, TimeSpan time)
    {
        if (!Advance(time))
            return;
        ReadOnlySpan<byte> face = (_cutting ??= new Cutting(_stream, options.Size)).Cut(frame, time, out FaceQuality quality, out bool counts);
        lock (_gate)
        {
            foreach (OpenTake take in _open)
            {
                take.Start ??= time;
                if (counts && take.Covers(time))
                    take.Add(time, face, quality);
            }
        }
    }

    /// <summary>Notes the time of a frame that no take needs.</summary>
    public void SkipFrame(TimeSpan time) => Advance(time);

    /// <summary>Adds audio, interleaved.</summary>
    public void PushAudio(ReadOnlySpan<float> samples, int sampleRate, int channels, TimeSpan time)
    {
        lock (_gate)
        {
            if (!_ring.Continues(sampleRate, channels))
                _ring.Restart(sampleRate, channels, time);
            else if (Times.Seconds(_ring.End, time) > AudioRing.Tolerance)
                NoteGap(_ring.End, time);
            _ring.Write(samples, channels, time);
            _audioEnd = _ring.End;
            if (hasFrames)
                return;
            foreach (OpenTake take in _open)
                take.Start ??= time;
        }
    }

    /// <summary>Whether a take has all its frames and audio, or has waited long enough for the audio.</summary>
    public bool IsComplete(OpenTake take)
    {
        if (take.Start is null || (hasFrames && !take.HasAllFrames))
            return false;
        return !hasAudio || AudioEnd >= take.End || (hasFrames && Times.Seconds(take.End, _frame!.Value) >= Patience);
    }

    /// <summary>Ends a take.</summary>
    /// <param name="take">The take, complete or not.</param>
    /// <param name="length">Its length, where it turned out to be shorter; null for what was asked.</param>
    public ClipTake Finish(OpenTake take, TimeSpan? length = null)
    {
        lock (_gate)
        {
            _open.Remove(take);
            TimeSpan start = take.Start ?? default, end = length is { } shorter ? Times.Add(start, shorter) : take.Start is null ? start : take.End;
            (float[] audio, int rate, double missing) = hasAudio ? ReadAudio(start, end) : ([], 0, 0);
            return take.Finish(options.Size, hasFrames, hasAudio, end - start, audio, rate, missing);
        }
    }

    private bool Advance(TimeSpan time)
    {
        if (_frame is { } last && time <= last)
        {
            if (Times.Seconds(time, last) <= StreamClock.JumpBack)
                return false;
            throw new MediaException(string.Create(CultureInfo.InvariantCulture,
                $"The times of the frames go back from {last.TotalSeconds:0.###} s to {time.TotalSeconds:0.###} s; a recording needs times that go on."));
        }
        _interval = _frame is { } before ? time - before : _interval;
        _frame = time;
        lock (_gate)
        {
            foreach (OpenTake take in _open)
                take.HasAllFrames |= take.Start is not null && time >= take.End;
        }
        return true;
    }

    private void NoteGap(TimeSpan from, TimeSpan to)
    {
        const int most = 64;
        if (_gaps.Count == most)
            _gaps.RemoveAt(0);
        _gaps.Add((from, to));
    }

    /// <summary>The audio of a span, with silence where there is none.</summary>
    private (float[] Samples, int Rate, double Missing) ReadAudio(TimeSpan start, TimeSpan end)
    {
        int rate = _ring.SampleRate;
        if (rate == 0 || end <= start)
            return ([], 0, Times.Seconds(start, end));
        float[] all = new float[(int)Math.Round(Times.Seconds(start, end) * rate)], read = [];
        int count = Math.Min(_ring.Read(start, end, all.Length, ref read, out _), all.Length);
        _ring.GetSpan(out TimeSpan first, out _);
        int at = (int)Math.Clamp(Math.Round(Times.Seconds(start, first) * rate), 0, all.Length - count);
        read.AsSpan(0, count).CopyTo(all.AsSpan(at));
        double missing = (double)(all.Length - count) / rate;
        foreach ((TimeSpan from, TimeSpan to) in _gaps)
            missing += Math.Max(0, Times.Seconds(Times.Later(from, start), to < end ? to : end));
        return (all, rate, missing);
    }

    /// <summary>The part of a stream that follows and cuts faces, one frame at a time.</summary>
    private sealed class Cutting
    {
        private readonly FrameQueue _queue = new();
        private readonly FrameRing _ring;
        private readonly FrameIntake _intake;
        private readonly FaceCutter _cutter;
        private readonly bool _finds;

        public Cutting(EmotionStreamOptions options, int size)
        {
            var lastFace = new LastFace();
            _ring = new FrameRing(3 * size * size, 1);
            _intake = new FrameIntake(_queue, lastFace, size, options);
            _cutter = new FaceCutter(_queue, lastFace, new Presence(), _ring, size, options);
            _finds = options.FaceFinder is not null;
        }

        /// <summary>The face of a frame; empty for none.</summary>
        /// <param name="frame">The frame.</param>
        /// <param name="time">Its time.</param>
        /// <param name="quality">How well the face is seen.</param>
        /// <param name="counts">False for a frame that is not looked at, as there are too many in a second.</param>
        public ReadOnlySpan<byte> Cut(FrameView frame, TimeSpan time, out FaceQuality quality, out bool counts)
        {
            quality = default;
            counts = _finds ? _intake.Push(frame, time, 0) : _intake.Push(frame, new FaceBox(0, 0, frame.UprightWidth, frame.UprightHeight), time, 0);
            if (!counts || !_cutter.ProcessNext())
                return [];
            ReadOnlySpan<byte> face = _ring.Newest(out TimeSpan cut, out quality);
            return cut == time ? face : [];
        }
    }
}
