// As much of Stride's API as docs/stride.md uses.
#pragma warning disable CA1711, CA1716, CA1720, CA1721
using Stride.Games;
using Stride.Graphics;

namespace Stride.Engine
{
    public abstract class ScriptComponent
    {
        public IGame Game { get; } = null!;

        protected Core.Diagnostics.Logger Log { get; } = new();

        public virtual void Cancel()
        {
        }
    }

    public abstract class StartupScript : ScriptComponent
    {
        public virtual void Start()
        {
        }
    }

    public abstract class SyncScript : StartupScript
    {
        public abstract void Update();
    }
}

namespace Stride.Core.Diagnostics
{
    public interface ILogger
    {
        string Module { get; }
    }

    public sealed class Logger : ILogger
    {
        public string Module => "";
    }

    public static class LoggerExtensions
    {
        public static void Error(this ILogger logger, string message) => Console.Error.WriteLine(logger.Module + message);
    }
}

namespace Stride.Games
{
    public sealed class GameTime
    {
        public TimeSpan Total { get; }
    }

    public interface IGame
    {
        GameTime UpdateTime { get; }

        GraphicsContext GraphicsContext { get; }
    }
}

namespace Stride.Graphics
{
    public sealed class CommandList;

    public sealed class GraphicsContext
    {
        public CommandList CommandList { get; set; } = new();
    }

    public sealed class Texture
    {
        public int Width => 0;

        public int Height => 0;

        public Image GetDataAsImage(CommandList commandList) => new(commandList);
    }

    public sealed class Image(CommandList list) : IDisposable
    {
        public CommandList List => list;

        public PixelBufferArray PixelBuffer { get; } = new();

        public void Dispose()
        {
        }
    }

    public sealed class PixelBufferArray
    {
        public PixelBuffer this[int bufferIndex] => new(bufferIndex);
    }

    public sealed class PixelBuffer(int width)
    {
        public int Width => width;

        public int Height => 0;

        public int RowStride => 0;

        public int BufferStride => 0;

        public IntPtr DataPointer => default;
    }
}
