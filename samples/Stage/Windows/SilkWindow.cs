using MmaDfer.Samples.Stage.Drawing;
using Silk.NET.Input;
using Silk.NET.Maths;
using Silk.NET.OpenGL;
using Silk.NET.Windowing;

namespace MmaDfer.Samples.Stage.Windows;

/// <summary>A window with OpenGL 3.3.</summary>
internal sealed class SilkWindow : IStage
{
    private readonly IWindow _window;
    private readonly IInputContext _input;
    private readonly GL _gl;
    private readonly GlPainter _painter;
    private readonly Queue<char> _pressed = [];
    private Canvas? _shown;

    public SilkWindow(string title, int width, int height)
    {
        _window = Window.Create(WindowOptions.Default with
        {
            Title = title, Size = new Vector2D<int>(width, height), VSync = false, WindowBorder = WindowBorder.Fixed,
            API = new GraphicsAPI(ContextAPI.OpenGL, ContextProfile.Core, ContextFlags.ForwardCompatible, new APIVersion(3, 3)),
            ShouldSwapAutomatically = false,
        });
        _window.Initialize();
        _input = _window.CreateInput();
        foreach (IKeyboard keyboard in _input.Keyboards)
            keyboard.KeyDown += (_, key, _) => Press(key);
        _gl = GL.GetApi(_window);
        _painter = new GlPainter(_gl);
        Name = _gl.GetStringS(StringName.Renderer);
    }

    public string Name { get; }

    public bool IsOpen => !_window.IsClosing;

    public void ProcessInput(Action<char> pressed)
    {
        _window.DoEvents();
        while (_pressed.TryDequeue(out char key))
            pressed(key);
    }

    public void Show(Canvas canvas)
    {
        _shown = canvas;
        Paint(canvas);
        _window.GLContext!.SwapBuffers();
        // Wait, so that time measurements are complete.
        _gl.Finish();
    }

    public unsafe byte[] ReadPixels(out int width)
    {
        // The content of a swapped buffer is undefined, so it is painted again.
        if (_shown is not null)
            Paint(_shown);
        (width, int height) = (_window.FramebufferSize.X, _window.FramebufferSize.Y);
        byte[] rows = new byte[3 * width * height], rgb = new byte[rows.Length];
        _gl.ReadBuffer(ReadBufferMode.Back);
        _gl.PixelStore(PixelStoreParameter.PackAlignment, 1);
        fixed (byte* start = rows)
            _gl.ReadPixels(0, 0, (uint)width, (uint)height, PixelFormat.Rgb, PixelType.UnsignedByte, start);
        // OpenGL starts at the bottom row.
        for (int y = 0; y < height; y++)
            rows.AsSpan(3 * width * y, 3 * width).CopyTo(rgb.AsSpan(3 * width * (height - 1 - y)));
        return rgb;
    }

    public void Dispose()
    {
        _painter.Dispose();
        _gl.Dispose();
        _input.Dispose();
        _window.Dispose();
    }

    private void Paint(Canvas canvas)
    {
        // A canvas pixel is a window point, which is several pixels on some displays.
        Vector2D<int> pixels = _window.FramebufferSize;
        _gl.Viewport(0, 0, (uint)pixels.X, (uint)pixels.Y);
        _painter.Paint(canvas);
    }

    private void Press(Key key)
    {
        if (key is >= Key.A and <= Key.Z or >= Key.Number0 and <= Key.Number9 or Key.Space)
            _pressed.Enqueue((char)key);
        else if (key == Key.Escape)
            _pressed.Enqueue((char)27);
    }
}
