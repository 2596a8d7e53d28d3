using System.Numerics;

namespace MmaDfer.Sdk.Live;

/// <summary>
/// Fourier transforms of real samples for the echo of the playback: two blocks at once, as the real and the imaginary part of one complex
/// transform, there and back. Spectra are the bins 0 to size / 2. Allocates nothing after construction. One object a thread.
/// </summary>
internal sealed class PlaybackFft
{
    private readonly int[] _reversed;
    private readonly float[] _cos, _sin, _re, _im;

    /// <param name="size">A power of two.</param>
    public PlaybackFft(int size)
    {
        Size = size;
        (_re, _im) = (new float[size], new float[size]);
        _reversed = new int[size];
        for (int k = 1; k < size; k++)
            _reversed[k] = (_reversed[k / 2] + (k & 1) * size) / 2;
        // A stage that joins spans of s values has its s factors in a row, from s - 1 on.
        (_cos, _sin) = (new float[size], new float[size]);
        for (int span = 1; span < size; span *= 2)
        {
            for (int k = 0; k < span; k++)
            {
                (double sin, double cos) = Math.SinCos(-Math.PI * k / span);
                (_sin[span - 1 + k], _cos[span - 1 + k]) = ((float)sin, (float)cos);
            }
        }
    }

    public int Size { get; }

    /// <summary>Bins of a spectrum.</summary>
    public int Bins => Size / 2 + 1;

    /// <summary>Transforms one or two blocks of real samples.</summary>
    /// <param name="first">As many samples as <see cref="Size"/>.</param>
    /// <param name="second">As many, or none.</param>
    /// <param name="firstSpectrum">Receives the spectrum of the first block.</param>
    /// <param name="secondSpectrum">Receives that of the second one; unused without one.</param>
    public void Forward(ReadOnlySpan<float> first, ReadOnlySpan<float> second, in Spectrum firstSpectrum, in Spectrum secondSpectrum = default)
    {
        for (int k = 0; k < Size; k++)
            _re[k] = first[_reversed[k]];
        if (second.IsEmpty)
        {
            Array.Clear(_im);
        }
        else
        {
            for (int k = 0; k < Size; k++)
                _im[k] = second[_reversed[k]];
        }
        Transform();
        for (int k = 0; k < Bins; k++)
        {
            // The spectra of the real and of the imaginary part, taken apart by symmetry.
            int mirror = (Size - k) & (Size - 1);
            (firstSpectrum.Re[k], firstSpectrum.Im[k]) = ((_re[k] + _re[mirror]) / 2, (_im[k] - _im[mirror]) / 2);
            if (!second.IsEmpty)
                (secondSpectrum.Re[k], secondSpectrum.Im[k]) = ((_im[k] + _im[mirror]) / 2, (_re[mirror] - _re[k]) / 2);
        }
    }

    /// <summary>Transforms one or two spectra back to real samples.</summary>
    /// <param name="first">The first spectrum.</param>
    /// <param name="second">The second one; the default for none.</param>
    /// <param name="firstSamples">Receives as many samples as <see cref="Size"/>.</param>
    /// <param name="secondSamples">As many, or none.</param>
    public void Inverse(in Spectrum first, in Spectrum second, Span<float> firstSamples, Span<float> secondSamples = default)
    {
        bool both = second.Re is not null;
        for (int k = 0; k < Size; k++)
        {
            // The inverse is the transform of the conjugate.
            int at = _reversed[k], bin = at < Bins ? at : Size - at;
            float sign = at < Bins ? 1 : -1;
            float re = first.Re[bin], im = sign * first.Im[bin];
            if (both)
            {
                re -= sign * second.Im![bin];
                im += second.Re![bin];
            }
            (_re[k], _im[k]) = (re, -im);
        }
        Transform();
        float scale = 1f / Size;
        for (int k = 0; k < Size; k++)
            firstSamples[k] = _re[k] * scale;
        if (!both)
            return;
        for (int k = 0; k < Size; k++)
            secondSamples[k] = -_im[k] * scale;
    }

    private void Transform()
    {
        for (int span = 1; span < Size; span *= 2)
        {
            ReadOnlySpan<float> cos = _cos.AsSpan(span - 1, span), sin = _sin.AsSpan(span - 1, span);
            for (int start = 0; start < Size; start += 2 * span)
                Join(cos, sin, _re.AsSpan(start, span), _im.AsSpan(start, span), _re.AsSpan(start + span, span), _im.AsSpan(start + span, span));
        }
    }

    private static void Join(
        ReadOnlySpan<float> cos, ReadOnlySpan<float> sin, Span<float> re0, Span<float> im0, Span<float> re1, Span<float> im1)
    {
        int k = 0;
        for (; k <= cos.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            Vector<float> c = new(cos[k..]), s = new(sin[k..]), r = new(re1[k..]), i = new(im1[k..]);
            Vector<float> turnedRe = r * c - i * s, turnedIm = r * s + i * c;
            Vector<float> a = new(re0[k..]), b = new(im0[k..]);
            (a + turnedRe).CopyTo(re0[k..]);
            (b + turnedIm).CopyTo(im0[k..]);
            (a - turnedRe).CopyTo(re1[k..]);
            (b - turnedIm).CopyTo(im1[k..]);
        }
        for (; k < cos.Length; k++)
        {
            float turnedRe = re1[k] * cos[k] - im1[k] * sin[k], turnedIm = re1[k] * sin[k] + im1[k] * cos[k];
            (re1[k], im1[k]) = (re0[k] - turnedRe, im0[k] - turnedIm);
            (re0[k], im0[k]) = (re0[k] + turnedRe, im0[k] + turnedIm);
        }
    }
}

/// <summary>The bins of a spectrum.</summary>
/// <param name="Re">Real parts.</param>
/// <param name="Im">Imaginary parts.</param>
internal readonly record struct Spectrum(float[] Re, float[] Im)
{
    public Spectrum(int bins)
        : this(new float[Padded(bins)], new float[Padded(bins)])
    {
    }

    /// <summary>Values of an array for so many bins: whole vectors.</summary>
    public static int Padded(int bins) => (bins + 15) & ~15;

    public void Clear()
    {
        Array.Clear(Re);
        Array.Clear(Im);
    }
}
