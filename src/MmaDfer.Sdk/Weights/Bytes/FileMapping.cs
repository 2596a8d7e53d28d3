using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MmaDfer.Sdk.Weights.Bytes;

/// <summary>
/// A whole file, mapped to memory. If another process truncated it, the next access would kill this one, so it is mapped only where that is
/// prevented. Windows refuses to change a mapped file. Linux gives a read lease on a file: another process that opens the file for writing
/// waits (by default up to 45 s) until the lease is returned, and it is returned only after the mapping was replaced, at the same addresses,
/// by a copy. Where there is no lease (a file of another user, some network file systems, other systems), nothing is mapped.
/// </summary>
/// <remarks>
/// Sources: fcntl(2), section "Leases"; mremap(2). A failing disk or a removed drive is not prevented: it ends a program that reads a
/// mapping, as it ends one whose code lies there.
/// </remarks>
internal sealed unsafe partial class FileMapping : IDisposable
{
    /// <summary>The shortest time in seconds that the system must give to return a lease.</summary>
    private const int MinBreakSeconds = 5;

    /// <summary>How often to look whether another process waits.</summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(0.25);

    private readonly SafeFileHandle _handle;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Lock _gate = new();
    private readonly Timer? _watch;
    private int _users = 1;

    private FileMapping(SafeFileHandle handle, long length, MemoryMappedFile file, bool leased)
    {
        _handle = handle;
        Length = length;
        _file = file;
        _view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        byte* address = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref address);
        Address = address;
        // The timer must not keep a mapping alive that nobody uses any more.
        _watch = leased ? new Timer(static state => Watch((WeakReference<FileMapping>)state!), new WeakReference<FileMapping>(this), s_interval, s_interval) : null;
    }

    ~FileMapping() => Release();

    /// <summary>The first byte.</summary>
    public byte* Address { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Whether the bytes are a copy by now, because another process wanted to write.</summary>
    public bool IsCopy { get; private set; }

    /// <summary>Maps an open file, which may be closed afterwards; null where that is not safe, or not possible.</summary>
    /// <param name="handle">The file, opened so that others may not write.</param>
    /// <param name="length">Its length, as it was when it was opened.</param>
    public static FileMapping? TryCreate(SafeFileHandle handle, long length)
    {
        bool leased = OperatingSystem.IsLinux();
        if (length == 0 || !Environment.Is64BitProcess || !(OperatingSystem.IsWindows() || leased && TakeLease(handle)))
            return null;
        bool counted = false;
        try
        {
            handle.DangerousAddRef(ref counted);
            // From here on the length cannot change.
            if (RandomAccess.GetLength(handle) == length)
            {
                MemoryMappedFile file = MemoryMappedFile.CreateFromFile(
                    handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
                var mapping = new FileMapping(handle, length, file, leased);
                counted = false;
                return mapping;
            }
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            // Positioned reads will say what is wrong with the file.
        }
        finally
        {
            if (counted)
            {
                if (leased)
                    _ = Fcntl(handle.DangerousGetHandle(), SetLease, Unlock);
                handle.DangerousRelease();
            }
        }
        return null;
    }

    /// <summary>Adds a user, who disposes it too; false if it is released already.</summary>
    public bool TryShare()
    {
        lock (_gate)
        {
            if (_users == 0)
                return false;
            _users++;
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_users == 0 || --_users > 0)
                return;
            GC.SuppressFinalize(this);
            _watch?.Dispose();
            Release();
            _view.Dispose();
            _file.Dispose();
        }
    }

    private void Release()
    {
        // Not complete, if the constructor failed.
        if (Address == null)
            return;
        if (_watch is not null && !IsCopy)
            _ = Fcntl(_handle.DangerousGetHandle(), SetLease, Unlock);
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _handle.DangerousRelease();
    }

    private static void Watch(WeakReference<FileMapping> mapping)
    {
        if (mapping.TryGetTarget(out FileMapping? target))
            target.Watch();
    }

    /// <summary>If another process waits to open the file for writing, puts a copy in the place of the mapping and lets it go on.</summary>
    private void Watch()
    {
        lock (_gate)
        {
            if (_users == 0 || IsCopy || Fcntl(_handle.DangerousGetHandle(), GetLease, 0) == ReadLock)
                return;
            // Without memory for the copy it tries again, as long as the system lets the other process wait.
            nint copy = Map(0, (nuint)Length, ReadAndWrite, PrivateAnonymous, -1, 0);
            if (copy == -1)
                return;
            Buffer.MemoryCopy(Address, (void*)copy, Length, Length);
            // One call: other threads may read here meanwhile.
            if (Remap(copy, (nuint)Length, (nuint)Length, MayMoveFixed, (nint)Address) != (nint)Address)
            {
                _ = Unmap(copy, (nuint)Length);
                return;
            }
            IsCopy = true;
            _ = Fcntl(_handle.DangerousGetHandle(), SetLease, Unlock);
            _watch!.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private static bool TakeLease(SafeFileHandle handle)
    {
        try
        {
            if (!int.TryParse(File.ReadAllText("/proc/sys/fs/lease-break-time"), out int seconds) || seconds < MinBreakSeconds)
                return false;
            nint file = handle.DangerousGetHandle();
            // The usual signal of a lease would end the process. This one is ignored unless the program handles it.
            return Fcntl(file, SetSignal, UrgentSignal) == 0 && Fcntl(file, SetLease, ReadLock) == 0;
        }
        catch (Exception exception) when (FileFault.Is(exception) || exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    // The numbers of Linux on x64 and Arm64.
    private const int SetSignal = 10, SetLease = 1024, GetLease = 1025, ReadLock = 0, Unlock = 2, UrgentSignal = 23;
    private const int ReadAndWrite = 3, PrivateAnonymous = 0x22, MayMoveFixed = 3;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Fcntl(nint file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mremap")]
    private static partial nint Remap(nint address, nuint length, nuint newLength, int flags, nint newAddress);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
