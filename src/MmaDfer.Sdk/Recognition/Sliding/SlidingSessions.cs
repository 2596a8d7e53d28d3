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

    /// <summary>The least time between two computations of the audio, in seconds.</summary>
    private const double AudioInterval = 1;

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
    /// <returns>The logits of the window; valid until the next call.</returns>
    public ReadOnlySpan<float> Run(INetworkInput input, SlidingWindow window, long epoch, long lastSlot)
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
            if (Times.Seconds(window.AudioTime, input.End) >= AudioInterval)
            {
                input.Spectrogram.CopyTo(Audio);
                SetAudio(window, input.End);
            }
        }
        window.SetWindow(this, epoch, lastSlot, input.HasAudio);
        return Decide(window);
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

    /// <summary>Computes the audio, given the mean latents of the frames.</summary>
    public void SetAudio(SlidingWindow window, TimeSpan time)
    {
        window.WriteFaceLatents(_audio.Input(SlidingNetwork.FaceLatents));
        _audio.Run();
        window.SetAudio(_audio.Output(SlidingNetwork.AudioToken), _audio.Output(SlidingNetwork.AudioLatents), time);
    }

    /// <summary>Computes the logits of a window; valid until the next call.</summary>
    public ReadOnlySpan<float> Decide(SlidingWindow window)
    {
        window.WriteTemporalTokens(_decision.Input(SlidingNetwork.TemporalTokens));
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
