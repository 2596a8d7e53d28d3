using System.Numerics;

namespace MmaDfer.Sdk.Tensors;

/// <summary>
/// Power spectrum of real samples: a transform of a power of two, as a complex one of half the size (even samples real, odd
/// ones imaginary). In double, because the logarithm that follows shows the rounding errors of weak bands. One object a thread.
/// </summary>
internal sealed class RealFft
{
    private readonly int _half;
    private readonly int[] _reversed;
    private readonly double[] _cos;
    private readonly double[] _sin;
    private readonly double[] _splitCos;
    private readonly double[] _splitSin;
    private readonly double[] _re;
    private readonly double[] _im;

    public RealFft(int size)
    {
        if (size < 2 || !BitOperations.IsPow2(size))
            throw new ArgumentOutOfRangeException(nameof(size), size, "The size is a power of two from 2.");
        Size = size;
        _half = size / 2;
        (_re, _im) = (new double[_half], new double[_half]);
        (_splitCos, _splitSin) = (new double[_half], new double[_half]);
        for (int k = 0; k < _half; k++)
            (_splitSin[k], _splitCos[k]) = Math.SinCos(-2 * Math.PI * k / size);

        _reversed = new int[_half];
        for (int k = 1; k < _half; k++)
            _reversed[k] = (_reversed[k / 2] + (k & 1) * _half) / 2;

        // A stage that joins spans of s values has its s factors in a row, from s - 1 on.
        (_cos, _sin) = (new double[_half], new double[_half]);
        for (int span = 1; span < _half; span *= 2)
        {
            for (int k = 0; k < span; k++)
                (_sin[span - 1 + k], _cos[span - 1 + k]) = Math.SinCos(-Math.PI * k / span);
        }
    }

    public int Size { get; }

    /// <summary>Squared magnitudes of bins 0 to size / 2 - 1.</summary>
    /// <param name="samples">As many as the size.</param>
    /// <param name="power">Room for size / 2 values.</param>
    public void Power(ReadOnlySpan<double> samples, Span<double> power)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, Size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(power.Length, _half);
        for (int k = 0; k < _half; k++)
        {
            int from = 2 * _reversed[k];
            (_re[k], _im[k]) = (samples[from], samples[from + 1]);
        }
        for (int span = 1; span < _half; span *= 2)
            Join(span);
        for (int k = 0; k < _half; k++)
        {
            // Spectra of the even and of the odd samples, taken apart by symmetry.
            int mirror = (_half - k) & (_half - 1);
            double evenRe = (_re[k] + _re[mirror]) / 2, evenIm = (_im[k] - _im[mirror]) / 2;
            double oddRe = (_im[k] + _im[mirror]) / 2, oddIm = (_re[mirror] - _re[k]) / 2;
            double re = evenRe + oddRe * _splitCos[k] - oddIm * _splitSin[k];
            double im = evenIm + oddRe * _splitSin[k] + oddIm * _splitCos[k];
            power[k] = re * re + im * im;
        }
    }

    private void Join(int span)
    {
        ReadOnlySpan<double> cos = _cos.AsSpan(span - 1, span), sin = _sin.AsSpan(span - 1, span);
        for (int start = 0; start < _half; start += 2 * span)
        {
            Span<double> re0 = _re.AsSpan(start, span), re1 = _re.AsSpan(start + span, span);
            Span<double> im0 = _im.AsSpan(start, span), im1 = _im.AsSpan(start + span, span);
            int k = 0;
            for (; k <= span - Vector<double>.Count; k += Vector<double>.Count)
            {
                Vector<double> c = new(cos[k..]), s = new(sin[k..]), r = new(re1[k..]), i = new(im1[k..]);
                Vector<double> turnedRe = r * c - i * s, turnedIm = r * s + i * c;
                Vector<double> a = new(re0[k..]), b = new(im0[k..]);
                (a + turnedRe).CopyTo(re0[k..]);
                (b + turnedIm).CopyTo(im0[k..]);
                (a - turnedRe).CopyTo(re1[k..]);
                (b - turnedIm).CopyTo(im1[k..]);
            }
            for (; k < span; k++)
            {
                double turnedRe = re1[k] * cos[k] - im1[k] * sin[k], turnedIm = re1[k] * sin[k] + im1[k] * cos[k];
                (re1[k], im1[k]) = (re0[k] - turnedRe, im0[k] - turnedIm);
                (re0[k], im0[k]) = (re0[k] + turnedRe, im0[k] + turnedIm);
            }
        }
    }
}
