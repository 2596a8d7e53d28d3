using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Network.Sliding;
using MmaDfer.Sdk.Sources;
using MmaDfer.Sdk.Tensors;

namespace MmaDfer.Sdk.Recognition.Sliding;

/// <summary>
/// The parts of a <see cref="SlidingNetwork"/>, prepared over the weights of a recognizer's session and shared by its streams. One
/// caller at a time; a run allocates nothing, except the first of a stream.
/// </summary>
internal sealed class SlidingSessions : IDisposable
{
    /// <summary>With more new frames, the whole window is computed: that takes hardly longer, and is exact.</summary>
    private const int MaxNewFrames = 8;

    /// <summary>The most time between two computations of the audio, in seconds.</summary>
    private const double AudioInterval = 0.5;

    /// <summary>A window whose best label is less probable than this is decided by audio of its own.</summary>
    private const double Sure = 0.9;

    private readonly MmaDferConfig _config;
    private readonly Session _whole, _frame, _audio, _decision;

    /// <param name="owner">Owns the weights, and must outlive these sessions.</param>
    /// <param name="network">The same network, cut into parts.</param>
    /// <exception cref="EngineException">The engine cannot run several networks over the same weights, or the network cannot be cut.</exception>
    public SlidingSessions(Session owner, SlidingNetwork network)
    {
        _config = network.Config;
        if (!SlidingNetwork.Fits(_config))
            throw new EngineException("Approximate windows need a model in which face and audio meet only in the published fusion bottleneck; this model is another variant: use exact windows.");
        var prepared = new List<Session>();
        try
        {
            prepared.Add(_whole = owner.Share(network.BuildWhole));
            prepared.Add(_frame = owner.Share(network.BuildFrame));
            prepared.Add(_audio = owner.Share(network.BuildAudio));
            prepared.Add(_decision = owner.Share(network.BuildDecision));
        }
        catch
        {
            prepared.ForEach(session => session.Dispose());
            throw;
        }
    }

    /// <summary>Input of <see cref="Start"/>: 16 frames, [16, 3, S, S].</summary>
    public Span<float> AllFrames => _whole.Input(MmaDferNetwork.FramesInput);

    /// <summary>Input of <see cref="Start"/>: the audio, [512, 128].</summary>
    public Span<float> FirstAudio => _whole.Input(MmaDferNetwork.AudioInput);

    /// <summary>Input of <see cref="AddFrame"/>: one frame, [3, S, S].</summary>
    public Span<float> OneFrame => _frame.Input(MmaDferNetwork.FramesInput);

    /// <summary>Input of <see cref="SetAudio"/>: the audio, [512, 128].</summary>
    public Span<float> Audio => _audio.Input(MmaDferNetwork.AudioInput);

    /// <summary>Computes the new part of a window.</summary>
    /// <param name="input">The window.</param>
    /// <param name="window">The results of earlier windows of the same stream.</param>
    /// <param name="epoch">The number of the stream's start.</param>
    /// <param name="lastSlot">The time slot of the newest frame.</param>
    /// <param name="temperature">Divisor of the logits.</param>
    /// <returns>The logits of the window; valid until the next call.</returns>
    public ReadOnlySpan<float> Run(INetworkInput input, SlidingWindow window, long epoch, long lastSlot, double temperature)
    {
        input.WriteFrames(0, AllFrames);
        long newFrames = lastSlot - window.LastSlot;
        bool continues = window.ComputedBy == this && epoch == window.Epoch && input.HasAudio == window.HadAudio && newFrames is >= 0 and <= MaxNewFrames;
        // After an exception between here and the end, the next window is computed completely.
        window.Forget();
        if (!continues)
        {
            input.Spectrogram.CopyTo(FirstAudio);
            Start(window, input.End);
        }
        else
        {
            int size = OneFrame.Length;
            for (int frame = MmaDferConfig.Frames - (int)newFrames; frame < MmaDferConfig.Frames; frame++)
            {
                AllFrames.Slice(frame * size, size).CopyTo(OneFrame);
                AddFrame(window);
            }
            // The audio of a window that has just begun anew has nothing in common with that before it.
            if (Times.Seconds(window.AudioTime, input.End) >= AudioInterval || input.Slots != window.Slots)
                RefreshAudio(input, window);
        }
        ReadOnlySpan<float> logits = Decide(window, input.Slots, window.AudioToken);
        if (window.AudioTime < input.End && input.HasAudio && IsUnsure(logits, temperature))
        {
            RefreshAudio(input, window);
            logits = Decide(window, input.Slots, window.AudioToken);
        }
        window.SetWindow(this, epoch, lastSlot, input.HasAudio, input.Slots);
        return logits;
    }

    /// <summary>Computes the newest part of a window from its frames and from audio of its own; the results of the window stay.</summary>
    /// <param name="input">The newest part.</param>
    /// <param name="window">The window, computed just now.</param>
    /// <returns>The logits; valid until the next call.</returns>
    public ReadOnlySpan<float> RunNewest(INetworkInput input, SlidingWindow window)
    {
        if (!input.HasAudio)
            return Decide(window, input.Slots, window.AudioToken);
        input.Spectrogram.CopyTo(Audio);
        window.WriteFaceLatents(_audio.Input(SlidingNetwork.FaceLatents), input.Slots);
        _audio.Run();
        return Decide(window, input.Slots, _audio.Output(SlidingNetwork.AudioToken));
    }

    private static bool IsUnsure(ReadOnlySpan<float> logits, double temperature)
    {
        float best = float.NegativeInfinity;
        foreach (float logit in logits)
            best = Math.Max(best, logit);
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp((logit - best) / temperature);
        return 1 / sum < Sure;
    }

    /// <summary>Computes a whole window, exactly.</summary>
    public void Start(SlidingWindow window, TimeSpan time)
    {
        window.Prepare(_config);
        _whole.Run();
        window.SetFrames(_whole.Output(SlidingNetwork.FaceTokens), _whole.Output(SlidingNetwork.FaceLatents));
        window.SetAudio(_whole.Output(SlidingNetwork.AudioToken), _whole.Output(SlidingNetwork.AudioLatents), time);
    }

    /// <summary>Computes a new frame, given the mean latents of the audio that was computed last.</summary>
    public void AddFrame(SlidingWindow window)
    {
        window.AudioLatents.CopyTo(_frame.Input(SlidingNetwork.AudioLatents));
        _frame.Run();
        window.AddFrame(_frame.Output(SlidingNetwork.FaceTokens), _frame.Output(SlidingNetwork.FaceLatents));
    }

    private void RefreshAudio(INetworkInput input, SlidingWindow window)
    {
        input.Spectrogram.CopyTo(Audio);
        SetAudio(window, input.End, input.Slots);
    }

    /// <summary>Computes the audio, given the mean latents of the newest frames.</summary>
    public void SetAudio(SlidingWindow window, TimeSpan time, int slots = MmaDferConfig.Frames)
    {
        window.WriteFaceLatents(_audio.Input(SlidingNetwork.FaceLatents), slots);
        _audio.Run();
        window.SetAudio(_audio.Output(SlidingNetwork.AudioToken), _audio.Output(SlidingNetwork.AudioLatents), time);
    }

    /// <summary>Computes the logits of a window; valid until the next call.</summary>
    public ReadOnlySpan<float> Decide(SlidingWindow window) => Decide(window, MmaDferConfig.Frames, window.AudioToken);

    private ReadOnlySpan<float> Decide(SlidingWindow window, int slots, ReadOnlySpan<float> audioToken)
    {
        window.WriteTemporalTokens(_decision.Input(SlidingNetwork.TemporalTokens), slots, audioToken);
        _decision.Run();
        return _decision.Output(MmaDferNetwork.LogitsOutput);
    }

    public void Dispose()
    {
        _whole.Dispose();
        _frame.Dispose();
        _audio.Dispose();
        _decision.Dispose();
    }
}
