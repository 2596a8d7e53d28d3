using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Clips;

/// <summary>
/// Makes the spectrogram of audio of one sample rate: at the rate that the model learned, if it names one, otherwise at the audio's own, as
/// published. Allocates nothing once warm. One object a thread.
/// </summary>
internal sealed class AudioFeatures
{
    private readonly LogMel _mel;
    private readonly Resampler? _resampler;
    private readonly int? _modelRate;
    private readonly int _used;
    private float[] _converted = [];

    /// <param name="rate">Samples per second of the audio.</param>
    /// <param name="modelRate">Samples per second that the model learned; null if it names none.</param>
    /// <param name="name">What errors call the audio.</param>
    /// <exception cref="MediaException">The rate makes no sense.</exception>
    public AudioFeatures(int rate, int? modelRate = null, string name = "The audio")
    {
        LogMel.CheckRate(rate, name);
        Rate = rate;
        _modelRate = modelRate;
        _mel = new LogMel(modelRate ?? rate);
        _used = Spectrogram.SamplesUsed(_mel);
        _resampler = _mel.SampleRate == rate ? null : new Resampler(rate, _mel.SampleRate);
        SamplesUsed = _resampler is null ? _used : (int)Math.Min(_resampler.Needed(_used), int.MaxValue);
    }

    /// <summary>Samples per second of the audio.</summary>
    public int Rate { get; }

    /// <summary>Samples per second of the features.</summary>
    public int FeatureRate => _mel.SampleRate;

    /// <summary>Samples of one channel that have any influence.</summary>
    public int SamplesUsed { get; }

    /// <summary>Seconds of audio in the features that were written last.</summary>
    public double Seconds { get; private set; }

    /// <summary>Whether these are the features of audio of a rate, for a model of a rate.</summary>
    public bool IsFor(int rate, int? modelRate) => (rate, modelRate) == (Rate, _modelRate);

    /// <summary>Writes the features of one channel.</summary>
    /// <param name="samples">Those that have influence; the mean is taken off them in place.</param>
    /// <param name="mean">Mean of all samples of all channels.</param>
    /// <param name="spectrogram">Receives [512, 128].</param>
    /// <returns>False where they are too few: what was written says "no audio".</returns>
    public bool Write(Span<float> samples, double mean, Span<float> spectrogram)
    {
        foreach (ref float sample in samples)
            sample = Math.Clamp(sample - (float)mean, float.MinValue, float.MaxValue);
        if (_resampler is null)
        {
            Seconds = (double)samples.Length / Rate;
            return Spectrogram.Write(_mel, samples, spectrogram);
        }
        int room = (int)Math.Min(_used, _resampler.Length(samples.Length));
        if (_converted.Length < room)
            _converted = new float[room];
        int count = _resampler.Convert(samples, _converted.AsSpan(0, room));
        Seconds = (double)count / FeatureRate;
        return Spectrogram.Write(_mel, _converted.AsSpan(0, count), spectrogram);
    }

    /// <summary>A sentence for audio whose rate is lower than the one that the model learned; null if it is not.</summary>
    public static string? LowRateWarning(string name, int rate, int? modelRate) => rate < modelRate
        ? $"{name} has a sample rate of {rate} Hz, but the model learned {modelRate} Hz: everything above {rate / 2} Hz is missing, so that predictions are less reliable; record with at least {modelRate} Hz."
        : null;
}
