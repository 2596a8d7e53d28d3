using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Detects that the times of frames and audio are steadily apart, by less than makes one of them count as lost (<see cref="ClockPair"/> begins
/// there). Whatever arrives late for a moment (a block that ends later than it begins, a burst, a stalled thread) makes the difference smaller
/// at some push of each second, or even turns its sign; so the least difference of a second is at most the constant one. One thread at a time.
/// </summary>
/// <param name="message">Makes the message of the fault from the offset in seconds.</param>
internal sealed class SteadyOffset(Func<double, string> message)
{
    /// <summary>Seconds that may be between frames and audio: a camera that delivers its frames that late, with their true times, is in order.</summary>
    public const double Limit = 0.16;

    /// <summary>How many of the last seconds are judged, and how many of them prove that the clocks are apart, or still are.</summary>
    private const int Judged = 6, Proof = 5, Remains = 2;

    /// <summary>Seconds of which the least difference is taken, pushes of each kind that it needs, and after how many seconds alone it starts again.</summary>
    private const double Span = 1, Alone = 3;
    private const int LeastPushes = 4;

    private readonly double[] _offsets = new double[Judged];
    private bool _begun;
    private int _seconds, _frames, _audios;
    private TimeSpan _frame, _audio;
    private double _least, _most;

    /// <summary>The fault if they are apart, else null. The same object as long as they are.</summary>
    public MediaException? Fault { get; private set; }

    /// <summary>Takes the newest times after a push.</summary>
    /// <param name="frame">Time of the newest frame.</param>
    /// <param name="audio">End of the newest audio.</param>
    /// <param name="isAudio">Whether it was audio that was pushed.</param>
    public void Add(TimeSpan frame, TimeSpan audio, bool isAudio)
    {
        double ahead = Times.Seconds(frame, audio), frames = Times.Seconds(_frame, frame), audios = Times.Seconds(_audio, audio);
        if (!_begun || Math.Abs(frames) > Alone || Math.Abs(audios) > Alone)
        {
            // One of them stood still: seconds before and after that do not belong together.
            _seconds = 0;
            Begin(frame, audio);
            return;
        }
        (_frames, _audios) = isAudio ? (_frames, _audios + 1) : (_frames + 1, _audios);
        (_least, _most) = (Math.Min(_least, ahead), Math.Max(_most, ahead));
        if (frames < Span || audios < Span || _frames < LeastPushes || _audios < LeastPushes)
            return;
        _offsets[_seconds++ % Judged] = _least > Limit ? _least : _most < -Limit ? _most : 0;
        Begin(frame, audio);
        Judge();
    }

    /// <summary>The stream has restarted, or <see cref="ClockPair"/> judges: the proof starts again.</summary>
    public void Restart() => (_begun, _seconds, Fault) = (false, 0, null);

    private void Begin(TimeSpan frame, TimeSpan audio) =>
        (_begun, _frame, _audio, _frames, _audios, _least, _most) = (true, frame, audio, 0, 0, double.PositiveInfinity, double.NegativeInfinity);

    private void Judge()
    {
        int ahead = 0, behind = 0;
        double sum = 0;
        for (int i = 0; i < Math.Min(_seconds, Judged); i++)
        {
            ahead += _offsets[i] > 0 ? 1 : 0;
            behind += _offsets[i] < 0 ? 1 : 0;
            sum += _offsets[i];
        }
        int apart = Math.Max(ahead, behind);
        if (apart >= Proof)
            Fault ??= new MediaException(message(sum / (ahead + behind)));
        else if (apart < Remains)
            Fault = null;
    }
}
