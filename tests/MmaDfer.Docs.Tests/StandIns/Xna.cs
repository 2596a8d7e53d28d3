// As much of XNA's API, which MonoGame and FNA share, as samples/MonoGame and docs/monogame.md use. What a test says for the engine is
// in Stage.
#pragma warning disable CA1711, CA1716, CA1721
namespace Microsoft.Xna.Framework
{
    public class GameTime(TimeSpan totalGameTime, TimeSpan elapsedGameTime)
    {
        public TimeSpan TotalGameTime { get; } = totalGameTime;

        public TimeSpan ElapsedGameTime { get; } = elapsedGameTime;
    }

    public sealed class GameComponentCollection : List<GameComponent>;

    public sealed class GameWindow
    {
        public string Title { get; set; } = "";
    }

    public class Game : IDisposable
    {
        public GameComponentCollection Components { get; } = [];

        public GameWindow Window { get; } = new();

        protected virtual void Initialize()
        {
        }

        protected virtual void Update(GameTime gameTime) => Components.ForEach(c => c.Update(gameTime));

        protected virtual void Draw(GameTime gameTime)
        {
        }

        protected virtual void Dispose(bool disposing) => Components.ForEach(c => c.Dispose());

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>One frame (the stand-in's own).</summary>
        public void Tick() => Update(new GameTime(default, default));
    }

    public class GameComponent(Game game) : IDisposable
    {
        public Game Game { get; } = game;

        public bool Enabled { get; set; } = true;

        public virtual void Update(GameTime gameTime)
        {
        }

        protected virtual void Dispose(bool disposing)
        {
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }
    }
}

namespace Microsoft.Xna.Framework.Audio
{
    /// <summary>What a test lets the microphone hear: 16-bit samples.</summary>
    public static class Stage
    {
        public static Microphone? Microphone { get; set; }
    }

    public sealed class Microphone
    {
        private byte[] _heard = [];

        public static Microphone? Default => Stage.Microphone;

        public event EventHandler<EventArgs>? BufferReady;

        public TimeSpan BufferDuration { get; set; }

        public int SampleRate => 44100;

        public bool IsStarted { get; private set; }

        public void Start() => IsStarted = true;

        public void Stop() => IsStarted = false;

        public int GetData(byte[] buffer)
        {
            int count = Math.Min(buffer.Length, _heard.Length);
            _heard.AsSpan(0, count).CopyTo(buffer);
            _heard = _heard[count..];
            return count;
        }

        /// <summary>Sound comes (the stand-in's own).</summary>
        public void Hear(byte[] samples)
        {
            _heard = samples;
            BufferReady?.Invoke(this, EventArgs.Empty);
        }
    }
}

namespace Microsoft.Xna.Framework.Graphics
{
    public enum SurfaceFormat
    {
        Color,
    }

    public class Texture2D(int width, int height)
    {
        public int Width => width;

        public int Height => height;

        public SurfaceFormat Format => SurfaceFormat.Color;

        public void GetData<T>(T[] data)
            where T : struct => Array.Clear(data);
    }
}
