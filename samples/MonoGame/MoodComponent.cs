// Feels the mood of the player, in MonoGame and FNA: Components.Add(new MoodComponent(this, "dfew.safetensors", camera)); README.md says more.
#nullable enable
using System;
using System.Threading;
using Microsoft.Xna.Framework;
using Microsoft.Xna.Framework.Audio;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Sources;

public sealed class MoodComponent : GameComponent
{
    private readonly CaptureClock _clock;
    private readonly IFrameSource _camera;
    private readonly EmotionRecognizer _recognizer;
    private readonly EmotionStream _stream;
    private readonly Microphone? _microphone;
    private readonly byte[] _bytes = new byte[44100 * 2];
    private readonly float[] _samples = new float[44100];
    private volatile bool _isOver;

    /// <summary>Loads the model and begins to look and listen.</summary>
    /// <param name="game">Whose player.</param>
    /// <param name="model">Path of the model.</param>
    /// <param name="camera">Where pictures come from; disposed with this.</param>
    /// <param name="clock">The clock of the camera.</param>
    /// <param name="options">How to look: where the face is, how steady readings are; null for the defaults.</param>
    /// <exception cref="MmaDferException">The model cannot be loaded.</exception>
    public MoodComponent(Game game, string model, IFrameSource camera, CaptureClock clock, EmotionStreamOptions? options = null) : base(game)
    {
        (_camera, _clock) = (camera, clock);
        _recognizer = EmotionRecognizer.Load(model, new() { Engine = new CpuEngine(threads: 1) { LowPriority = true } });
        _stream = _recognizer.OpenStream(options);
        _stream.EmotionChanged += (_, change) => Changed?.Invoke(change.Label, change.Confidence);
        _microphone = Microphone.Default;
        if (_microphone is not null)
        {
            _microphone.BufferDuration = TimeSpan.FromMilliseconds(100);
            _microphone.BufferReady += Hear;
            _microphone.Start();
        }
        new Thread(Look) { IsBackground = true, Name = "camera" }.Start();
    }

    /// <summary>Another mood (a label of the model, null for none) and how sure it is; told in <see cref="Update"/>.</summary>
    public event Action<string?, float>? Changed;

    public override void Update(GameTime gameTime)
    {
        _stream.Update(_clock.Now);
        base.Update(gameTime);
    }

    /// <summary>On a thread of its own: a camera makes its reader wait.</summary>
    private void Look()
    {
        while (!_isOver)
        {
            try
            {
                if (!_camera.TryRead(out FrameView picture, out TimeSpan time))
                    return;
                _stream.PushFrame(picture, time);
            }
            // The camera was pulled out. The next read waits until it is back.
            catch (MediaException)
            {
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>On the thread of the game: 16-bit samples of one channel.</summary>
    private void Hear(object? sender, EventArgs ready)
    {
        int count = _microphone!.GetData(_bytes) / 2;
        for (int i = 0; i < count; i++)
            _samples[i] = BitConverter.ToInt16(_bytes, 2 * i) / 32768f;
        _stream.PushAudio(_samples.AsSpan(0, count), _microphone.SampleRate, _clock.Now - TimeSpan.FromSeconds((double)count / _microphone.SampleRate));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isOver)
        {
            _isOver = true;
            _microphone?.Stop();
            _camera.Dispose();
            _stream.Dispose();
            _recognizer.Dispose();
        }
        base.Dispose(disposing);
    }
}
