// Recognises the player's emotion in MonoGame and FNA: Components.Add(new MoodComponent(this, "dfew.safetensors", camera)); see README.md.
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
    private volatile bool _isDisposed;

    /// <summary>Loads the model and starts camera and microphone.</summary>
    /// <param name="game">The game.</param>
    /// <param name="model">Path of the model.</param>
    /// <param name="camera">The source of frames; disposed with this.</param>
    /// <param name="clock">The clock of the camera.</param>
    /// <param name="options">Options of the stream; null for the defaults.</param>
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
            _microphone.BufferReady += ReadMicrophone;
            _microphone.Start();
        }
        new Thread(ReadCamera) { IsBackground = true, Name = "camera" }.Start();
    }

    /// <summary>Raised in <see cref="Update"/> when the emotion changes: a label of the model (null for none) and its confidence.</summary>
    public event Action<string?, float>? Changed;

    public override void Update(GameTime gameTime)
    {
        _stream.Update(_clock.Now);
        base.Update(gameTime);
    }

    /// <summary>Runs on its own thread, as reading a camera waits.</summary>
    private void ReadCamera()
    {
        while (!_isDisposed)
        {
            try
            {
                if (!_camera.TryRead(out FrameView frame, out TimeSpan time))
                    return;
                _stream.PushFrame(frame, time);
            }
            // The camera was unplugged; the next read waits until it is back.
            catch (MediaException)
            {
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>Runs on the thread of the game: 16-bit mono samples.</summary>
    private void ReadMicrophone(object? sender, EventArgs ready)
    {
        int count = _microphone!.GetData(_bytes) / 2;
        for (int i = 0; i < count; i++)
            _samples[i] = BitConverter.ToInt16(_bytes, 2 * i) / 32768f;
        _stream.PushAudio(_samples.AsSpan(0, count), _microphone.SampleRate, _clock.Now - TimeSpan.FromSeconds((double)count / _microphone.SampleRate));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _microphone?.Stop();
            _camera.Dispose();
            _stream.Dispose();
            _recognizer.Dispose();
        }
        base.Dispose(disposing);
    }
}
