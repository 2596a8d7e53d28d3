using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Network;
using MmaDfer.Sdk.Network.Sliding;
using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Recognition.Sliding;

/// <summary>
/// The parts of a <see cref="SlidingNetwork"/>, ready to run over the weights of a recognizer's session; shared by its streams. Not
/// safe for several threads; nothing is allocated by a run.
/// </summary>
internal sealed class SlidingSessions : IDisposable
{
    /// <summary>More new frames than these are computed as a whole window: that is hardly dearer, and exact.</summary>
    private const int MostNewFrames = 8;

    /// <summary>Seconds from one look at the sound to the next.</summary>
    private const double VoiceBeat = 1;

    private readonly MmaDferConfig _config;
    private readonly Session _whole, _frame, _voice, _decision;

    /// <param name="owner">Has the weights, and outlives these.</param>
    /// <param name="network">The same network, cut in parts.</param>
    /// <exception cref="EngineException">The engine cannot run several networks over the same weights, or the network cannot be cut.</exception>
    public SlidingSessions(Session owner, SlidingNetwork network)
    {
        _config = network.Config;
        if (!SlidingNetwork.Fits(_config))
            throw new EngineException("Approximate windows need a model whose faces and voices meet in the published fusion bottleneck alone; this one is another variant: use exact windows.");
        var ready = new List<Session>();
        try
        {
            ready.Add(_whole = owner.Share(network.BuildWhole));
            ready.Add(_frame = owner.Share(network.BuildFrame));
            ready.Add(_voice = owner.Share(network.BuildVoice));
            ready.Add(_decision = owner.Share(network.BuildDecision));
        }
        catch
        {
            ready.ForEach(session => session.Dispose());
            throw;
        }
    }

    /// <summary>Where the 16 frames of <see cref="Start"/> go: [16, 3, S, S].</summary>
    public Span<float> AllFrames => _whole.Input(MmaDferNetwork.FramesInput);

    /// <summary>Where the sound of <see cref="Start"/> goes: [512, 128].</summary>
    public Span<float> FirstAudio => _whole.Input(MmaDferNetwork.AudioInput);

    /// <summary>Where the frame of <see cref="AddFrame"/> goes: [3, S, S].</summary>
    public Span<float> OneFrame => _frame.Input(MmaDferNetwork.FramesInput);

    /// <summary>Where the sound of <see cref="Hear"/> goes: [512, 128].</summary>
    public Span<float> Audio => _voice.Input(MmaDferNetwork.AudioInput);

    /// <summary>Computes what is new of a window.</summary>
    /// <param name="input">The window.</param>
    /// <param name="request">What is known of it.</param>
    /// <returns>Its logits; valid until the next call.</returns>
    public ReadOnlySpan<float> Run(INetworkInput input, SlidingRequest request)
    {
        SlidingState state = request.State;
        SlidingWindow window = state.Window ??= new SlidingWindow(_config);
        input.WriteFrames(0, AllFrames);
        long fresh = request.LastSlot - state.Last.LastSlot;
        if (state.By != this || request.Epoch != state.Last.Epoch || input.HasAudio != state.HadAudio || fresh is < 0 or > MostNewFrames)
        {
            input.Spectrogram.CopyTo(FirstAudio);
            Start(window);
            (state.By, state.HadAudio, state.Heard) = (this, input.HasAudio, input.End);
        }
        else
        {
            int size = OneFrame.Length;
            for (int frame = MmaDferConfig.Frames - (int)fresh; frame < MmaDferConfig.Frames; frame++)
            {
                AllFrames.Slice(frame * size, size).CopyTo(OneFrame);
                AddFrame(window);
            }
            if (Times.Seconds(state.Heard, input.End) >= VoiceBeat)
            {
                input.Spectrogram.CopyTo(Audio);
                Hear(window);
                state.Heard = input.End;
            }
        }
        state.Last = request;
        return Decide(window);
    }

    /// <summary>Computes a window as a whole, exactly.</summary>
    public void Start(SlidingWindow window)
    {
        _whole.Run();
        window.SetFrames(_whole.Output(SlidingNetwork.Faces), _whole.Output(SlidingNetwork.Seen));
        _whole.Output(SlidingNetwork.Voice).CopyTo(window.Voice);
        _whole.Output(SlidingNetwork.Heard).CopyTo(window.Heard);
    }

    /// <summary>Computes a new frame, which hears what the window heard last.</summary>
    public void AddFrame(SlidingWindow window)
    {
        window.Heard.CopyTo(_frame.Input(SlidingNetwork.Heard));
        _frame.Run();
        window.AddFrame(_frame.Output(SlidingNetwork.Faces), _frame.Output(SlidingNetwork.Seen));
    }

    /// <summary>Computes the sound anew, which sees the frames of the window as they were computed.</summary>
    public void Hear(SlidingWindow window)
    {
        window.WriteSeen(_voice.Input(SlidingNetwork.Seen));
        _voice.Run();
        _voice.Output(SlidingNetwork.Voice).CopyTo(window.Voice);
        _voice.Output(SlidingNetwork.Heard).CopyTo(window.Heard);
    }

    /// <summary>The logits of a window; valid until the next call.</summary>
    public ReadOnlySpan<float> Decide(SlidingWindow window)
    {
        window.WriteMoments(_decision.Input(SlidingNetwork.Moments));
        _decision.Run();
        return _decision.Output(MmaDferNetwork.LogitsOutput);
    }

    public void Dispose()
    {
        _whole.Dispose();
        _frame.Dispose();
        _voice.Dispose();
        _decision.Dispose();
    }
}
