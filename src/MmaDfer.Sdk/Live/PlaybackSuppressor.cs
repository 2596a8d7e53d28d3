namespace MmaDfer.Sdk.Live;

/// <summary>
/// Takes down to the noise of the room what is left of the echo after <see cref="PlaybackFilter"/>, frequency by frequency, and tells
/// whether anything else is heard. The result comes one block later. One object a thread.
/// </summary>
internal sealed class PlaybackSuppressor
{
    private const int Bands = 12, NoiseSpans = 6;

    /// <summary>How much more of the leak than expected is taken off, since it varies.</summary>
    private const float Over = 2;

    private const double NoiseSpanSeconds = 0.3, LowestBand = 200;

    /// <summary>The frequencies of voices, which decide whether anything is heard.</summary>
    private const double LowestVoice = 100, HighestVoice = 7000;

    private readonly int _block, _blocksOfSpan;
    private readonly PlaybackFft _fft;
    private readonly Spectrum _rest, _echo;
    private readonly float[] _window, _restSamples, _echoSamples, _tail, _windowed, _other;
    private readonly float[] _lastResidual, _lingering, _smooth, _noise;
    private readonly float[][] _lows;
    private readonly int[] _edges = new int[Bands + 1];
    private readonly float[] _leak = new float[Bands];
    private readonly float _fade, _seconds;
    private readonly int _lowestVoice, _highestVoice;
    private int _blocks;

    public PlaybackSuppressor(int block, int sampleRate)
    {
        _block = block;
        _fft = new PlaybackFft(2 * block);
        (_rest, _echo) = (new Spectrum(_fft.Bins), new Spectrum(_fft.Bins));
        _window = [.. Enumerable.Range(0, 2 * block).Select(i => (float)Math.Sin(Math.PI * (i + 0.5) / (2 * block)))];
        (_restSamples, _echoSamples, _windowed, _other) = (new float[2 * block], new float[2 * block], new float[2 * block], new float[2 * block]);
        _tail = new float[block];
        (_lastResidual, _lingering, _smooth, _noise) = (new float[_fft.Bins], new float[_fft.Bins], new float[_fft.Bins], new float[_fft.Bins]);
        _lows = [.. Enumerable.Range(0, NoiseSpans).Select(_ => new float[_fft.Bins])];
        _seconds = (float)block / sampleRate;
        // A room fades by 60 dB in 0.6 s.
        _fade = MathF.Pow(10, -6 * _seconds / 0.6f);
        _blocksOfSpan = (int)Math.Ceiling(NoiseSpanSeconds / _seconds);
        // The first band from 0 Hz on; a low rate has fewer.
        for (int band = 1; band < Bands; band++)
            _edges[band] = Math.Min(Bin(LowestBand * Math.Pow(0.5 * sampleRate / LowestBand, (band - 1.0) / (Bands - 1)), sampleRate), _fft.Bins);
        _edges[Bands] = _fft.Bins;
        (_lowestVoice, _highestVoice) = (Bin(LowestVoice, sampleRate), Math.Min(Bin(HighestVoice, sampleRate), block));
        Reset();
    }

    /// <summary>Powers of the last block.</summary>
    public PlaybackPowers Powers { get; private set; }

    public void Reset()
    {
        Array.Fill(_leak, 0.1f);
        foreach (float[] lows in _lows)
            Array.Fill(lows, float.MaxValue);
        foreach (float[] values in (float[][])[_restSamples, _echoSamples, _tail, _lastResidual, _lingering, _smooth, _noise])
            Array.Clear(values);
        _blocks = 0;
    }

    /// <summary>Takes a block.</summary>
    /// <param name="rest">The microphone without the echo as far as it is known.</param>
    /// <param name="echo">That echo.</param>
    /// <param name="residual">Power of the echo that may be left.</param>
    /// <param name="result">Receives the block before, as it is to be heard.</param>
    public void Next(ReadOnlySpan<float> rest, ReadOnlySpan<float> echo, ReadOnlySpan<float> residual, Span<float> result)
    {
        Append(_restSamples, rest);
        Append(_echoSamples, echo);
        for (int i = 0; i < 2 * _block; i++)
            (_windowed[i], _other[i]) = (_restSamples[i] * _window[i], _echoSamples[i] * _window[i]);
        _fft.Forward(_windowed, _other, _rest, _echo);
        // A gap in the audio is no noise.
        if (rest.ContainsAnyExcept(0))
            FollowNoise();
        FollowLeak();
        Suppress(residual);
        _fft.Inverse(_rest, default, _windowed);
        for (int i = 0; i < _block; i++)
        {
            result[i] = _tail[i] + _windowed[i] * _window[i];
            _tail[i] = _windowed[_block + i] * _window[_block + i];
        }
    }

    private static float Square(in Spectrum spectrum, int k) => spectrum.Re[k] * spectrum.Re[k] + spectrum.Im[k] * spectrum.Im[k];

    private int Bin(double frequency, int sampleRate) => (int)Math.Round(frequency * 2 * _block / sampleRate);

    private void Append(float[] samples, ReadOnlySpan<float> block)
    {
        samples.AsSpan(_block).CopyTo(samples);
        block.CopyTo(samples.AsSpan(_block));
    }

    /// <summary>The noise of the room is what is lowest in the last seconds.</summary>
    private void FollowNoise()
    {
        int span = _blocks / _blocksOfSpan % NoiseSpans;
        bool first = _blocks % _blocksOfSpan == 0;
        float[] lows = _lows[span];
        for (int k = 0; k < _fft.Bins; k++)
        {
            _smooth[k] = _blocks == 0 ? Square(_rest, k) : 0.8f * _smooth[k] + 0.2f * Square(_rest, k);
            lows[k] = first ? _smooth[k] : Math.Min(lows[k], _smooth[k]);
            float low = float.MaxValue;
            foreach (float[] spans in _lows)
                low = Math.Min(low, spans[k]);
            // The lowest of many smoothed values lies below their mean.
            _noise[k] = 2 * low;
        }
        _blocks++;
    }

    /// <summary>
    /// How much of the echo the filter leaves: what the ratio of both seldom goes below, for where the player speaks it is higher.
    /// </summary>
    private void FollowLeak()
    {
        for (int band = 0; band < Bands; band++)
        {
            double rest = 0, echo = 0, noise = 0;
            for (int k = _edges[band]; k < _edges[band + 1]; k++)
            {
                _lingering[k] = Math.Max(_fade * _lingering[k], Square(_echo, k));
                rest += Square(_rest, k);
                echo += _lingering[k];
                noise += _noise[k];
            }
            if (echo < 4 * noise || echo <= 0)
                continue;
            bool lower = Math.Max(rest - noise, 0) < _leak[band] * echo;
            // Decibels, by 20 and 9 a second.
            _leak[band] = Math.Clamp(_leak[band] * MathF.Pow(10, (lower ? -2 : 0.9f) * _seconds), 1e-4f, 1);
        }
    }

    private void Suppress(ReadOnlySpan<float> residual)
    {
        double restPower = 0, echoPower = 0, noisePower = 0, leftPower = 0, resultPower = 0;
        int band = 0;
        for (int k = 0; k < _fft.Bins; k++)
        {
            while (band < Bands - 1 && k >= _edges[band + 1])
                band++;
            float rest = Square(_rest, k), left = Math.Max(residual[k], _lastResidual[k]) + Over * _leak[band] * _lingering[k];
            _lastResidual[k] = residual[k];
            float kept = Math.Max(rest - left, Math.Min(rest, _noise[k]));
            if (k >= _lowestVoice && k < _highestVoice)
            {
                restPower += rest;
                echoPower += _lingering[k];
                noisePower += _noise[k];
                leftPower += left;
                resultPower += kept;
            }
            float gain = rest <= 0 ? 1 : MathF.Sqrt(kept / rest);
            (_rest.Re[k], _rest.Im[k]) = (_rest.Re[k] * gain, _rest.Im[k] * gain);
        }
        Powers = new PlaybackPowers((float)restPower, (float)echoPower, (float)noisePower, (float)leftPower, (float)resultPower);
    }
}

/// <summary>Powers of one block, between 100 Hz and 7 kHz.</summary>
/// <param name="Rest">The microphone without the echo.</param>
/// <param name="Echo">The echo.</param>
/// <param name="Noise">The noise of the room.</param>
/// <param name="Left">What may be left of the echo in the rest.</param>
/// <param name="Result">The rest after suppression.</param>
internal readonly record struct PlaybackPowers(float Rest, float Echo, float Noise, float Left, float Result);
