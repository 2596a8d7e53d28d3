using System.Runtime.InteropServices;
using MmaDfer.Samples.Stage.Drawing;
using MmaDfer.Sdk;
using Silk.NET.OpenGL;

namespace MmaDfer.Samples.Stage.Windows;

/// <summary>Paints all shapes of a canvas in a few draw calls: one instanced rectangle, whose pixels compute their distance from the edge.</summary>
internal sealed class GlPainter : IDisposable
{
    private const string VertexSource = """
        #version 330 core
        layout(location = 0) in vec4 box;         // centre, half
        layout(location = 1) in vec4 axis;        // along, radius, stroke
        layout(location = 2) in vec2 style;       // softness, kind
        layout(location = 3) in vec4 top;
        layout(location = 4) in vec4 bottom;
        layout(location = 5) in vec4 clip;
        uniform vec2 size;
        out vec2 place;
        out vec4 shade;
        flat out vec4 shape;                      // half, radius, stroke
        flat out float sharpness;
        out float gl_ClipDistance[4];
        void main()
        {
            vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
            place = corner * (style.y == 3.0 ? box.zw : box.zw + (style.x + axis.w) * 0.5 + 1.0);
            vec2 point = box.xy + place.x * axis.xy + place.y * vec2(-axis.y, axis.x);
            shade = mix(top, bottom, (place.y + box.w) / (2.0 * box.w));
            shape = vec4(box.zw, axis.zw);
            sharpness = 1.0 / style.x;
            gl_ClipDistance[0] = point.x - clip.x;
            gl_ClipDistance[1] = point.y - clip.y;
            gl_ClipDistance[2] = clip.z - point.x;
            gl_ClipDistance[3] = clip.w - point.y;
            gl_Position = vec4(point / size * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
        }
        """;

    /// <summary>Compiled once for each kind of shape: large shapes have most of the pixels, and software rendering pays for each operation.</summary>
    private const string FragmentSource = """
        in vec2 place;
        in vec4 shade;
        flat in vec4 shape;
        flat in float sharpness;
        uniform sampler2D image;
        out vec4 colour;
        void main()
        {
        #if KIND == 2
            colour = texture(image, place / (2.0 * shape.xy) + 0.5);
        #else
            colour = shade;
        #endif
        #if KIND != 3
        #if KIND == 1
            float near = length(place / shape.xy);
            float far = near * (near - 1.0) / max(length(place / (shape.xy * shape.xy)), 1e-6);
        #else
            vec2 beyond = abs(place) - shape.xy + shape.z;
            float far = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0) - shape.z;
        #endif
            if (shape.w > 0.0)
                far = abs(far) - shape.w * 0.5;
            float inside = clamp(0.5 - far * sharpness, 0.0, 1.0);
            colour.a *= sharpness < 0.5 ? inside * inside * (3.0 - 2.0 * inside) : inside;
        #endif
        }
        """;

    private readonly GL _gl;
    private readonly uint[] _programs = new uint[4];
    private readonly int[] _sizes = new int[4];
    private readonly uint _vertices, _buffer;
    private readonly Dictionary<CanvasImage, (uint Texture, int Version)> _textures = [];

    public GlPainter(GL gl)
    {
        _gl = gl;
        for (int kind = 0; kind < _programs.Length; kind++)
        {
            _programs[kind] = Link(
                Compile(ShaderType.VertexShader, VertexSource), Compile(ShaderType.FragmentShader, $"#version 330 core\n#define KIND {kind}\n{FragmentSource}"));
            _sizes[kind] = gl.GetUniformLocation(_programs[kind], "size");
        }
        for (int side = 0; side < 4; side++)
            gl.Enable(EnableCap.ClipDistance0 + side);
        _vertices = gl.GenVertexArray();
        gl.BindVertexArray(_vertices);
        _buffer = gl.GenBuffer();
        gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        SetAttributes(0);
        for (uint i = 0; i < 6; i++)
        {
            gl.EnableVertexAttribArray(i);
            gl.VertexAttribDivisor(i, 1);
        }
    }

    public void Paint(Canvas canvas)
    {
        _gl.Disable(EnableCap.DepthTest);
        _gl.Enable(EnableCap.Blend);
        _gl.BlendFunc(BlendingFactor.SrcAlpha, BlendingFactor.OneMinusSrcAlpha);
        _gl.BindVertexArray(_vertices);
        _gl.BindBuffer(BufferTargetARB.ArrayBuffer, _buffer);
        Span<Shape> shapes = CollectionsMarshal.AsSpan(canvas.Shapes);
        _gl.BufferData<Shape>(BufferTargetARB.ArrayBuffer, shapes, BufferUsageARB.StreamDraw);
        int image = 0;
        for (int from = 0, to; from < shapes.Length; from = to)
        {
            int kind = (int)shapes[from].Kind;
            for (to = from + 1; to < shapes.Length && shapes[to].Kind == kind && kind != Shape.Image; to++)
            {
            }
            _gl.UseProgram(_programs[kind]);
            _gl.Uniform2(_sizes[kind], (float)canvas.Width, canvas.Height);
            if (kind == Shape.Image)
                Bind(canvas.Images[image++].Image);
            SetAttributes(from);
            // OpenGL 3.3 cannot start at an instance, but its attributes can.
            _gl.DrawArraysInstanced(PrimitiveType.TriangleStrip, 0, 4, (uint)(to - from));
        }
    }

    public void Dispose()
    {
        foreach ((uint texture, _) in _textures.Values)
            _gl.DeleteTexture(texture);
        _gl.DeleteBuffer(_buffer);
        _gl.DeleteVertexArray(_vertices);
        foreach (uint program in _programs)
            _gl.DeleteProgram(program);
    }

    private unsafe void SetAttributes(int first)
    {
        ReadOnlySpan<int> sizes = [4, 4, 2, 4, 4, 4];
        nint offset = first * sizeof(Shape);
        for (int i = 0; i < sizes.Length; i++)
        {
            _gl.VertexAttribPointer((uint)i, sizes[i], VertexAttribPointerType.Float, false, (uint)sizeof(Shape), (void*)offset);
            offset += sizes[i] * sizeof(float);
        }
    }

    private unsafe void Bind(CanvasImage image)
    {
        if (!_textures.TryGetValue(image, out (uint Texture, int Version) kept))
        {
            kept = (_gl.GenTexture(), -1);
            _gl.BindTexture(TextureTarget.Texture2D, kept.Texture);
            _gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMinFilter, (int)TextureMinFilter.Linear);
            _gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMagFilter, (int)TextureMagFilter.Linear);
            _gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapS, (int)TextureWrapMode.ClampToEdge);
            _gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapT, (int)TextureWrapMode.ClampToEdge);
        }
        _gl.BindTexture(TextureTarget.Texture2D, kept.Texture);
        if (kept.Version != image.Version)
        {
            fixed (byte* pixels = image.Pixels)
            {
                _gl.TexImage2D(
                    TextureTarget.Texture2D, 0, InternalFormat.Rgba8, (uint)image.Width, (uint)image.Height, 0, PixelFormat.Rgba, PixelType.UnsignedByte, pixels);
            }
        }
        _textures[image] = (kept.Texture, image.Version);
    }

    private uint Compile(ShaderType type, string source)
    {
        uint shader = _gl.CreateShader(type);
        _gl.ShaderSource(shader, source);
        _gl.CompileShader(shader);
        return _gl.GetShader(shader, ShaderParameterName.CompileStatus) != 0 ? shader
            : throw new MmaDferException($"The graphics driver rejects a shader: {_gl.GetShaderInfoLog(shader)}");
    }

    private uint Link(uint vertex, uint fragment)
    {
        uint program = _gl.CreateProgram();
        _gl.AttachShader(program, vertex);
        _gl.AttachShader(program, fragment);
        _gl.LinkProgram(program);
        _gl.DeleteShader(vertex);
        _gl.DeleteShader(fragment);
        return _gl.GetProgram(program, ProgramPropertyARB.LinkStatus) != 0 ? program
            : throw new MmaDferException($"The graphics driver rejects a program: {_gl.GetProgramInfoLog(program)}");
    }
}
