using System.Runtime.InteropServices;
using System.Text;
using Silk.NET.Core.Loader;
using Silk.NET.OpenAL;
using Silk.NET.OpenAL.Extensions.EXT;

namespace MmaDfer.Sdk.Media.OpenAl;

/// <summary>
/// The OpenAL of this machine. Names of devices go through here, in UTF-8, which is what OpenAL speaks on every system; the binding's own
/// strings are in the system's code page.
/// </summary>
internal sealed unsafe class OpenAlLibrary
{
    private const int Connected = 0x313;
    private const int CaptureDevices = 0x310;
    private const int DefaultCaptureDevice = 0x311;
    private const int AllDevices = 0x1013;
    private const int DefaultAllDevices = 0x1012;

    private readonly delegate* unmanaged[Cdecl]<Device*, int, byte*> _getString;
    private readonly delegate* unmanaged[Cdecl]<byte*, uint, BufferFormat, int, Device*> _openCapture;
    private readonly delegate* unmanaged[Cdecl]<byte*, Device*> _open;

    private OpenAlLibrary(ALContext alc, AL al)
    {
        (Alc, Al) = (alc, al);
        _getString = (delegate* unmanaged[Cdecl]<Device*, int, byte*>)alc.Context.GetProcAddress("alcGetString");
        _openCapture = (delegate* unmanaged[Cdecl]<byte*, uint, BufferFormat, int, Device*>)alc.Context.GetProcAddress("alcCaptureOpenDevice");
        _open = (delegate* unmanaged[Cdecl]<byte*, Device*>)alc.Context.GetProcAddress("alcOpenDevice");
        Capture = new Capture(alc.Context);
        if (alc.IsExtensionPresent(null, "ALC_EXT_thread_local_context"))
        {
            SetThreadContext = (delegate* unmanaged[Cdecl]<Context*, byte>)alc.GetProcAddress(null, "alcSetThreadContext");
            GetThreadContext = (delegate* unmanaged[Cdecl]<Context*>)alc.GetProcAddress(null, "alcGetThreadContext");
        }
    }

    public ALContext Alc { get; }

    public AL Al { get; }

    public Capture Capture { get; }

    /// <summary>Sets the context of a thread; a null pointer where OpenAL has one for the whole process only.</summary>
    public delegate* unmanaged[Cdecl]<Context*, byte> SetThreadContext { get; }

    /// <summary>The context of a thread.</summary>
    public delegate* unmanaged[Cdecl]<Context*> GetThreadContext { get; }

    /// <summary>Names of the microphones, the default first.</summary>
    public IReadOnlyList<string> Microphones => Names(CaptureDevices, DefaultCaptureDevice);

    /// <summary>Names of the speakers, the default first.</summary>
    public IReadOnlyList<string> Speakers => Names(AllDevices, DefaultAllDevices);

    /// <summary>Finds OpenAL; it stays loaded, as threads of its own may still run when the last device is closed.</summary>
    /// <param name="origin">What needs it, for the error.</param>
    public static OpenAlLibrary Load(string origin)
    {
        try
        {
            return new OpenAlLibrary(ALContext.GetApi(soft: true), AL.GetApi(soft: true));
        }
        catch (Exception e) when (e is FileNotFoundException or DllNotFoundException or BadImageFormatException or SymbolLoadingException)
        {
            throw new MediaException(
                $"{origin} needs OpenAL, which cannot be loaded: install OpenAL Soft (Debian: libopenal1) or put its library beside the program.", e);
        }
    }

    /// <summary>Opens a microphone; null where it cannot be opened.</summary>
    /// <param name="name">Its name; null for the default.</param>
    /// <param name="sampleRate">In Hz; OpenAL converts.</param>
    /// <param name="channels">1 or 2.</param>
    /// <param name="room">Samples of each channel that OpenAL keeps for a late reader.</param>
    public Device* OpenMicrophone(string? name, int sampleRate, int channels, int room)
    {
        fixed (byte* text = Utf8(name))
            return _openCapture(text, (uint)sampleRate, channels == 1 ? BufferFormat.Mono16 : BufferFormat.Stereo16, room);
    }

    /// <summary>Opens a speaker; null where it cannot be opened.</summary>
    public Device* OpenSpeaker(string? name)
    {
        fixed (byte* text = Utf8(name))
            return _open(text);
    }

    /// <summary>Whether a device is still there; an OpenAL that cannot tell says yes.</summary>
    public bool IsConnected(Device* device)
    {
        int connected = 1;
        if (Alc.IsExtensionPresent(device, "ALC_EXT_disconnect"))
            Alc.GetContextProperty(device, (GetContextInteger)Connected, 1, &connected);
        return connected != 0;
    }

    private List<string> Names(int list, int first)
    {
        var names = new List<string>();
        // Texts that end in a zero, one behind the other, the last one empty.
        for (byte* text = _getString(null, list); text is not null && *text != 0;)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
            names.Add(Encoding.UTF8.GetString(bytes));
            text += bytes.Length + 1;
        }
        byte* standard = _getString(null, first);
        string name = standard is null ? "" : Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(standard));
        if (names.Remove(name))
            names.Insert(0, name);
        return names;
    }

    /// <summary>The text with a zero behind it; null, which is a null pointer once fixed, for none.</summary>
    private static byte[]? Utf8(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text + '\0');
}
