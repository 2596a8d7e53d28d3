// As much of Godot 4's C# API as samples/GodotDotNet and docs/godot.md use: names, types and what they do as in its reference. What a
// test says for the engine is in Stage.
#pragma warning disable CA1401, CA1707, CA1711, CA1716, CA1720, CA1822, CA2211
using Godot.Collections;

namespace Godot
{
    /// <summary>What a test lets Godot see, hear and read.</summary>
    public static class Stage
    {
        public static Dictionary<string, byte[]> Files { get; } = [];

        public static TimeSpan Now { get; set; }

        public static Queue<Vector2> Microphone { get; } = [];

        public static Func<Image>? View { get; set; }

        public static List<string> Errors { get; } = [];

        public static Array<CameraFeed> Cameras { get; } = [];

        public static Dictionary<string, Script> CustomTypes { get; } = [];
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class ToolAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
    public sealed class ExportAttribute : Attribute;

    [AttributeUsage(AttributeTargets.Delegate)]
    public sealed class SignalAttribute : Attribute;

    public readonly record struct StringName(string Name)
    {
        public static implicit operator StringName(string name) => new(name);
    }

    public readonly record struct Variant(object Value)
    {
        public static implicit operator Variant(string value) => new(value);

        public static implicit operator Variant(float value) => new(value);
    }

    public struct Vector2
    {
        public float X, Y;
    }

    public enum Error
    {
        Ok,
    }

    public class GodotObject : IDisposable
    {
        /// <summary>What was emitted (the stand-in's own).</summary>
        public List<(string Signal, object[] Arguments)> Emitted { get; } = [];

        public Error EmitSignal(StringName signal, params Variant[] args)
        {
            Emitted.Add((signal.Name, [.. args.Select(a => a.Value)]));
            return Error.Ok;
        }

        public void Dispose() => GC.SuppressFinalize(this);
    }

    public class Node : GodotObject
    {
        /// <summary>What was added (the stand-in's own).</summary>
        public List<Node> Children { get; } = [];

        public virtual void _Ready()
        {
        }

        public virtual void _Process(double delta)
        {
        }

        public virtual void _ExitTree()
        {
        }

        public void AddChild(Node node) => Children.Add(node);
    }

    public class Resource : GodotObject
    {
        public string ResourcePath { get; init; } = "";
    }

    public class Script : Resource;

    public class EditorPlugin : Node
    {
        public virtual void _EnterTree()
        {
        }

        public void AddCustomType(string type, string @base, Script script, Texture2D icon) => Stage.CustomTypes.Add(
            type, @base == nameof(Node) && icon.ResourcePath.Length > 0 ? script : throw new ArgumentException(type));

        public void RemoveCustomType(string type) => Stage.CustomTypes.Remove(type);
    }

    public sealed class Image : Resource
    {
        private readonly int _width, _height;
        private readonly byte[] _data;
        private Format _format;

        private Image(int width, int height, Format format, byte[] data) => (_width, _height, _format, _data) = (width, height, format, data);

        public enum Format
        {
            Rgb8 = 4,
            Rgba8 = 5,
        }

        public static Image CreateFromData(int width, int height, bool useMipmaps, Format format, byte[] data) => new(width, height, format, data);

        public int GetWidth() => _width;

        public int GetHeight() => _height;

        public void Convert(Format format) => _format = format == _format ? format : throw new NotSupportedException("The stand-in does not convert.");

        public byte[] GetData() => _data;
    }

    public class Texture2D : Resource
    {
        public virtual Image GetImage() => throw new NotSupportedException();
    }

    public sealed class ViewportTexture : Texture2D
    {
        public override Image GetImage() => Stage.View!();
    }

    public class Viewport : Node
    {
        private readonly ViewportTexture _texture = new();

        public ViewportTexture GetTexture() => _texture;
    }

    public class SubViewport : Viewport;

    public class Control : Node;

    public class TextureRect : Control
    {
        public Texture2D? Texture { get; set; }
    }

    public class Label : Control
    {
        public string Text { get; set; } = "";
    }

    public sealed class CameraTexture : Texture2D
    {
        public int CameraFeedId { get; set; }
    }

    public sealed class CameraFeed(int id) : GodotObject
    {
        public bool FeedIsActive { get; set; }

        public int GetId() => id;
    }

    public static class CameraServer
    {
        private static bool s_monitors;

        public static event Action? CameraFeedsUpdated;

        public static bool MonitoringFeeds
        {
            get => s_monitors;
            set
            {
                s_monitors = value;
                if (value)
                    CameraFeedsUpdated?.Invoke();
            }
        }

        public static Array<CameraFeed> Feeds() => Stage.Cameras;
    }

    public class AudioEffect : Resource;

    public sealed class AudioEffectCapture : AudioEffect
    {
        public float BufferLength { get; set; } = 0.1f;

        public int GetFramesAvailable() => Stage.Microphone.Count;

        public Vector2[] GetBuffer(int frames) =>
            frames > Stage.Microphone.Count ? [] : [.. Enumerable.Range(0, frames).Select(_ => Stage.Microphone.Dequeue())];
    }

    public static class AudioServer
    {
        public const float Rate = 16000;

        public static int BusCount { get; private set; } = 1;

        public static void AddBus(int atPosition = -1) => BusCount += atPosition < 0 ? 1 : throw new NotSupportedException();

        public static void SetBusName(int busIdx, string name) => Check(busIdx, name);

        public static void SetBusMute(int busIdx, bool enable) => Check(busIdx, enable);

        public static void AddBusEffect(int busIdx, AudioEffect effect, int atPosition = -1) => Check(busIdx, effect);

        public static float GetMixRate() => Rate;

        private static void Check(int bus, object value) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bus, BusCount, value.ToString());
    }

    public class AudioStream : Resource;

    public sealed class AudioStreamMicrophone : AudioStream;

    public sealed class AudioStreamPlayer : Node
    {
        public AudioStream? Stream { get; set; }

        public StringName Bus { get; set; } = "Master";

        public bool Playing { get; private set; }

        public void Play(float fromPosition = 0) => Playing = Stream is not null && fromPosition == 0;
    }

    public static class FileAccess
    {
        public static byte[] GetFileAsBytes(string path) => Stage.Files.GetValueOrDefault(path, []);
    }

    public static class Time
    {
        public static ulong GetTicksUsec() => (ulong)Stage.Now.TotalMicroseconds;
    }

    public static class GD
    {
        public static void PushError(string message) => Stage.Errors.Add(message);

        public static void PushWarning(string message) => Stage.Errors.Add(message);

        public static T Load<T>(string path)
            where T : Resource, new() => new() { ResourcePath = path };

        public static void Print(string what) => Console.WriteLine(what);
    }
}

namespace Godot.Collections
{
    public sealed class Array<T> : List<T>;
}
