// Feels the mood of the player, in Godot 4 (.NET). Put this node into a scene and connect MoodChanged; README.md says how.
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
    private static readonly TimeSpan PictureInterval = TimeSpan.FromSeconds(1 / 15.0);

    private EmotionRecognizer? _recognizer;
    private EmotionStream? _stream;
    private AudioEffectCapture? _microphone;
    private TimeSpan _nextPicture;

    /// <summary>Another mood: a label of the model, empty for none, and how sure it is, 0 to 1.</summary>
    [Signal]
    public delegate void MoodChangedEventHandler(string mood, float confidence);

    /// <summary>The model, a file of the project.</summary>
    [Export]
    public string Model { get; set; } = "res://dfew.safetensors";

    /// <summary>A cascade of OpenCV that finds the face; empty where the camera shows nothing but a face.</summary>
    [Export]
    public string Cascade { get; set; } = "res://haarcascade_frontalface_alt2.xml";

    /// <summary>Seconds that a reading rests on.</summary>
    [Export]
    public double Window { get; set; } = 3;

    /// <summary>What the player is seen in: a small SubViewport that is always updated.</summary>
    [Export]
    public SubViewport? View { get; set; }

    /// <summary>What fills that viewport: it is given the first camera that Godot lists.</summary>
    [Export]
    public TextureRect? Screen { get; set; }

    private static TimeSpan Now => TimeSpan.FromMicroseconds(Time.GetTicksUsec());

    public override void _Ready()
    {
        try
        {
            // Files of the project are read by Godot, wherever they were packed. One thread, below normal: the game comes first.
            using var model = new MemoryStream(FileAccess.GetFileAsBytes(Model));
            _recognizer = EmotionRecognizer.Load(model, new() { Engine = new CpuEngine(threads: 1) { LowPriority = true } });
            _stream = _recognizer.OpenStream(new() { Window = TimeSpan.FromSeconds(Window), FaceFinder = OpenCascade() });
        }
        // Everything that is wrong with a file or this machine arrives as this one type, with one plain sentence.
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
        if (View is not null && Now >= _nextPicture)
        {
            using Image picture = View.GetTexture().GetImage();         // waits for the GPU: a small viewport, 15 times a second
            picture.Convert(Image.Format.Rgba8);
            _stream.PushFrame(new FrameView(picture.GetData(), picture.GetWidth(), picture.GetHeight(), PixelLayout.Rgba32), Now);
            _nextPicture = Now + PictureInterval;
        }
        if (_microphone?.GetFramesAvailable() is > 0 and var count)
        {
            Vector2[] heard = _microphone.GetBuffer(count);             // left and right in turn
            float rate = AudioServer.GetMixRate();
            _stream.PushAudio(MemoryMarshal.Cast<Vector2, float>(heard), (int)rate, Now - TimeSpan.FromSeconds(count / rate), channels: 2);
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

    private CascadeFaceFinder? OpenCascade()
    {
        if (Cascade.Length == 0)
            return null;
        using var cascade = new MemoryStream(FileAccess.GetFileAsBytes(Cascade));
        return new CascadeFaceFinder(cascade, new() { BoxScale = 1.2f });
    }

    private void OpenCamera()
    {
        if (Screen is null || Screen.Texture is not null || CameraServer.Feeds() is not [CameraFeed camera, ..])
            return;
        camera.FeedIsActive = true;
        Screen.Texture = new CameraTexture { CameraFeedId = camera.GetId() };
    }

    /// <summary>A bus of its own, which nobody hears.</summary>
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
