using System.Numerics;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// The room between loudspeaker and microphone as a filter that is learned while it is used: a Kalman filter in the domain of frequencies,
/// whose response is cut into partitions of one block. It knows how uncertain each part of the response is, and so goes on learning while
/// the player speaks, only more slowly. One object a thread.
/// </summary>
/// <remarks>
/// Source: Kuech, Mabande, Enzner, State-space architecture of the partitioned-block-based acoustic echo controller, ICASSP 2014.
/// </remarks>
internal sealed class PlaybackFilter
{
    /// <summary>Seconds after which what was learned is relied on by a third: a player who walks about changes the room.</summary>
    private const double MemorySeconds = 2;

    private const float Tiny = 1e-12f;

    private readonly int _block, _partitions;
    private readonly float _forget;
    private readonly PlaybackFft _fft;
    private readonly Spectrum[] _played, _response, _before;
    private readonly float[][] _uncertain;
    private readonly Spectrum _sum, _errorSpectrum;
    private readonly float[] _samples, _other, _history, _near;
    private readonly double _secondsPerBlock;
    private int _head, _constrained;

    /// <param name="block">Samples of a block; a power of two.</param>
    /// <param name="partitions">Blocks of the response; even.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public PlaybackFilter(int block, int partitions, int sampleRate)
    {
        (_block, _partitions) = (block, partitions);
        _fft = new PlaybackFft(2 * block);
        _played = [.. Enumerable.Range(0, partitions).Select(_ => new Spectrum(_fft.Bins))];
        _response = [.. Enumerable.Range(0, partitions).Select(_ => new Spectrum(_fft.Bins))];
        _before = [.. Enumerable.Range(0, partitions).Select(_ => new Spectrum(_fft.Bins))];
        int padded = Spectrum.Padded(_fft.Bins);
        _uncertain = [.. Enumerable.Range(0, partitions).Select(_ => new float[padded])];
        (_sum, _errorSpectrum) = (new Spectrum(_fft.Bins), new Spectrum(_fft.Bins));
        (_samples, _other, _history) = (new float[2 * block], new float[2 * block], new float[2 * block]);
        (_near, Residual) = (new float[padded], new float[padded]);
        _forget = MathF.Exp((float)(-(double)block / sampleRate / MemorySeconds));
        _secondsPerBlock = (double)block / sampleRate;
        Reset();
    }

    /// <summary>The power that the echo may still have in the last block after it was taken off, by what is uncertain about the room.</summary>
    public float[] Residual { get; }

    /// <summary>Forgets the room.</summary>
    public void Reset()
    {
        for (int p = 0; p < _partitions; p++)
        {
            _response[p].Clear();
            _before[p].Clear();
            // Rooms fade: what comes late is weak.
            Array.Fill(_uncertain[p], MathF.Exp((float)(-p * _secondsPerBlock / 0.07)));
        }
        Array.Clear(_near);
        ForgetPlayed();
    }

    /// <summary>Forgets what was played before, not the room.</summary>
    public void ForgetPlayed()
    {
        foreach (Spectrum played in _played)
            played.Clear();
        Array.Clear(_history);
    }

    /// <summary>By how much the response has moved since the call before, in samples; positive if the echo comes later.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    public double Moved(int sampleRate)
    {
        // Of a response that only moves, the phase of each frequency turns in proportion to it. Low ones turn by less than a half.
        int low = Math.Max(1, 150 * 2 * _block / sampleRate), high = Math.Min(_block, 2500 * 2 * _block / sampleRate);
        double sum = 0, weights = 0;
        for (int k = low; k <= high; k++)
        {
            double re = 0, im = 0;
            for (int p = 0; p < _partitions; p++)
            {
                ((float[] oldRe, float[] oldIm), (float[] newRe, float[] newIm)) = (_before[p], _response[p]);
                re += oldRe[k] * newRe[k] + oldIm[k] * newIm[k];
                im += oldRe[k] * newIm[k] - oldIm[k] * newRe[k];
            }
            double turn = Math.PI * k / _block, weight = Math.Sqrt(re * re + im * im);
            sum -= weight * turn * Math.Atan2(im, re);
            weights += weight * turn * turn;
        }
        for (int p = 0; p < _partitions; p++)
        {
            _response[p].Re.CopyTo(_before[p].Re, 0);
            _response[p].Im.CopyTo(_before[p].Im, 0);
        }
        return weights > 0 ? sum / weights : 0;
    }

    /// <summary>Takes the echo off a block, and learns from it.</summary>
    /// <param name="played">The playback.</param>
    /// <param name="heard">The microphone.</param>
    /// <param name="rest">Receives the microphone without the echo.</param>
    /// <param name="echo">Receives the echo.</param>
    public void Next(ReadOnlySpan<float> played, ReadOnlySpan<float> heard, Span<float> rest, Span<float> echo)
    {
        _history.AsSpan(_block).CopyTo(_history);
        played.CopyTo(_history.AsSpan(_block));
        _head = (_head + _partitions - 1) % _partitions;
        _fft.Forward(_history, default, _played[_head]);
        Predict();
        _fft.Inverse(_sum, default, _samples);
        _samples.AsSpan(_block).CopyTo(echo);
        _samples.AsSpan(0, _block).Clear();
        for (int i = 0; i < _block; i++)
            _samples[_block + i] = rest[i] = heard[i] - echo[i];
        _fft.Forward(_samples, default, _errorSpectrum);
        Learn();
        Constrain();
    }

    private void Predict()
    {
        _sum.Clear();
        Array.Clear(Residual);
        for (int p = 0; p < _partitions; p++)
        {
            ((float[] xRe, float[] xIm), (float[] hRe, float[] hIm)) = (_played[(_head + p) % _partitions], _response[p]);
            float[] uncertain = _uncertain[p];
            for (int k = 0; k < xRe.Length; k += Vector<float>.Count)
            {
                Vector<float> xr = new(xRe, k), xi = new(xIm, k), hr = new(hRe, k), hi = new(hIm, k);
                (new Vector<float>(_sum.Re, k) + xr * hr - xi * hi).CopyTo(_sum.Re, k);
                (new Vector<float>(_sum.Im, k) + xr * hi + xi * hr).CopyTo(_sum.Im, k);
                // Half: a block is half of its transform.
                (new Vector<float>(Residual, k) + 0.5f * (xr * xr + xi * xi) * new Vector<float>(uncertain, k)).CopyTo(Residual, k);
            }
        }
    }

    private void Learn()
    {
        (float[] eRe, float[] eIm) = _errorSpectrum;
        for (int k = 0; k < eRe.Length; k++)
            _near[k] = 0.8f * _near[k] + 0.2f * (eRe[k] * eRe[k] + eIm[k] * eIm[k]);
        Vector<float> forget = new(_forget), grow = new(1 - _forget), half = new(0.5f);
        for (int p = 0; p < _partitions; p++)
        {
            ((float[] xRe, float[] xIm), (float[] hRe, float[] hIm)) = (_played[(_head + p) % _partitions], _response[p]);
            float[] uncertain = _uncertain[p];
            for (int k = 0; k < xRe.Length; k += Vector<float>.Count)
            {
                Vector<float> xr = new(xRe, k), xi = new(xIm, k), er = new(eRe, k), ei = new(eIm, k), u = new(uncertain, k);
                Vector<float> step = u / (new Vector<float>(Residual, k) + new Vector<float>(_near, k) + new Vector<float>(Tiny));
                Vector<float> hr = new Vector<float>(hRe, k) + step * (xr * er + xi * ei), hi = new Vector<float>(hIm, k) + step * (xr * ei - xi * er);
                hr.CopyTo(hRe, k);
                hi.CopyTo(hIm, k);
                Vector<float> left = Vector.Max(Vector<float>.One - half * step * (xr * xr + xi * xi), Vector<float>.Zero);
                (forget * left * u + grow * (hr * hr + hi * hi)).CopyTo(uncertain, k);
            }
        }
    }

    /// <summary>A partition lasts one block: what a transform of two blocks learns beyond it is wrong. Two partitions in turn.</summary>
    private void Constrain()
    {
        Spectrum a = _response[_constrained], b = _response[_constrained + 1];
        _fft.Inverse(a, b, _samples, _other);
        _samples.AsSpan(_block).Clear();
        _other.AsSpan(_block).Clear();
        _fft.Forward(_samples, _other, a, b);
        _constrained = (_constrained + 2) % _partitions;
    }
}
