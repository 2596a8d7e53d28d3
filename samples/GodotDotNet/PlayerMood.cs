// Recognises the player's emotion in Godot 4 (.NET). Add this node to a scene and connect MoodChanged; see README.md.
#nullable enable
using System;
using System.IO;
using System.Runtime.InteropServices;
using Godot;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Engines;
using MmaDfer.Sdk.Faces;
using MmaDfer.Sdk.Sources;
using FileAccess = Godot.FileAccess;

public partial class PlayerMood : Node
{
    private static readonly TimeSpan FrameInterval = TimeSpan.FromSeconds(1 / 15.0);

    private EmotionRecognizer? _recognizer;
    private EmotionStream? _stream;
    private AudioEffectCapture? _microphone;
    private TimeSpan _nextFrame;

    /// <summary>Emitted when the emotion changes: a label of the model (empty for none) and its confidence, 0 to 1.</summary>
    [Signal]
    public delegate void MoodChangedEventHandler(string mood, float confidence);

    /// <summary>The model, a file of the project.</summary>
    [Export]
    public string Model { get; set; } = "res://dfew.safetensors";

    /// <summary>The face model of the package MmaDfer.FaceModel, a file of the project; empty if the camera shows only a face.</summary>
    [Export]
    public string FaceModel { get; set; } = "res://face.onnx";

    /// <summary>Length of the window in seconds.</summary>
    [Export]
    public double Window { get; set; } = 3;

    /// <summary>Shows the camera: a small SubViewport that is always updated.</summary>
    [Export]
    public SubViewport? View { get; set; }

    /// <summary>Fills that viewport; gets the first camera that Godot lists.</summary>
    [Export]
    public TextureRect? Screen { get; set; }

    private static TimeSpan Now => TimeSpan.FromMicroseconds(Time.GetTicksUsec());

    public override void _Ready()
    {
        try
        {
            // Godot reads files of the project, wherever they are packed. One thread with low priority: the game comes first.
            using var model = new MemoryStream(FileAccess.GetFileAsBytes(Model));
            _recognizer = EmotionRecognizer.Load(model, new() { Engine = new CpuEngine(threads: 1) { LowPriority = true } });
            _stream = _recognizer.OpenStream(new() { Window = TimeSpan.FromSeconds(Window), FaceFinder = OpenFaceFinder() });
        }
        // Every problem with a file or this machine is an exception of this type, with a message of one sentence.
        catch (MmaDferException problem)
        {
            GD.PushError(problem.Message);
            return;
        }
        _stream.EmotionChanged += (_, change) => EmitSignal("MoodChanged", change.Label ?? "", change.Confidence);
        _stream.Faulted += (_, fault) => GD.PushWarning(fault.Fault.Message);
        _microphone = OpenMicrophone();
        CameraServer.CameraFeedsUpdated += OpenCamera;
        CameraServer.MonitoringFeeds = true;
    }

    public override void _Process(double delta)
    {
        if (_stream is null)
            return;
        if (View is not null && Now >= _nextFrame)
        {
            using Image frame = View.GetTexture().GetImage();         // waits for the GPU: a small viewport, 15 times per second
            frame.Convert(Image.Format.Rgba8);
            _stream.PushFrame(new FrameView(frame.GetData(), frame.GetWidth(), frame.GetHeight(), PixelLayout.Rgba32), Now);
            _nextFrame = Now + FrameInterval;
        }
        if (_microphone?.GetFramesAvailable() is > 0 and var count)
        {
            Vector2[] samples = _microphone.GetBuffer(count);             // left and right interleaved
            float rate = AudioServer.GetMixRate();
            _stream.PushAudio(MemoryMarshal.Cast<Vector2, float>(samples), (int)rate, Now - TimeSpan.FromSeconds(count / rate), channels: 2);
        }
        _stream.Update(Now);                                            // signals are emitted in here, on the main thread
    }

    public override void _ExitTree()
    {
        CameraServer.CameraFeedsUpdated -= OpenCamera;
        _stream?.Dispose();
        _recognizer?.Dispose();
        _stream = null;
    }

    private NeuralFaceFinder? OpenFaceFinder()
    {
        if (FaceModel.Length == 0)
            return null;
        using var network = new MemoryStream(FileAccess.GetFileAsBytes(FaceModel));
        return new NeuralFaceFinder(network);
    }

    private void OpenCamera()
    {
        if (Screen is null || Screen.Texture is not null || CameraServer.Feeds() is not [CameraFeed camera, ..])
            return;
        camera.FeedIsActive = true;
        Screen.Texture = new CameraTexture { CameraFeedId = camera.GetId() };
    }

    /// <summary>Opens the microphone on its own muted bus.</summary>
    private AudioEffectCapture OpenMicrophone()
    {
        int bus = AudioServer.BusCount;
        AudioServer.AddBus();
        AudioServer.SetBusName(bus, "Player");
        AudioServer.SetBusMute(bus, true);
        var capture = new AudioEffectCapture { BufferLength = 1 };
        AudioServer.AddBusEffect(bus, capture);
        var player = new AudioStreamPlayer { Stream = new AudioStreamMicrophone(), Bus = "Player" };
        AddChild(player);
        player.Play();
        return capture;
    }
}
