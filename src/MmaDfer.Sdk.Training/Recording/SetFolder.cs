using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MmaDfer.Sdk.Weights;
using MmaDfer.Sdk.Weights.Bytes;

namespace MmaDfer.Sdk.Training.Recording;

/// <summary>The folder of a recorded set: its names, and the lock that one process at a time has.</summary>
internal sealed class SetFolder : IDisposable
{
    public const string ListName = "clips.csv", ClipsName = "clips", Extension = ".mkv";

    private readonly FileStream _lock;

    private SetFolder(string root, FileStream held) => (Root, _lock) = (root, held);

    /// <summary>Full path of the folder.</summary>
    public string Root { get; }

    public string List => Path.Combine(Root, ListName);

    public string Clips => Path.Combine(Root, ClipsName);

    public string Consents => Path.Combine(Root, "consents");

    /// <summary>The row of the clip that is being added, until it is in the list.</summary>
    public string Pending => Path.Combine(Root, ".pending.csv");

    /// <summary>Rows whose clips are missing.</summary>
    public string Lost => Path.Combine(Root, "clips.lost.csv");

    /// <summary>Locks the folder of a set; makes it if it does not exist.</summary>
    /// <exception cref="DatasetException">It cannot be written to, or another process uses it.</exception>
    public static SetFolder Open(string folder)
    {
        string origin = Printable.Path(folder);
        try
        {
            string root = Path.GetFullPath(folder);
            Directory.CreateDirectory(Path.Combine(root, ClipsName));
            return new SetFolder(root, Lock(root));
        }
        catch (Exception exception) when (FileFault.IsOfPath(exception))
        {
            throw new DatasetException(FileFault.IsInUse(exception)
                ? $"{origin}: the set is in use by another recording; wait until it ends, or choose another folder."
                : FileFault.Writing(origin, exception).Message, exception);
        }
    }

    /// <summary>Locks a folder whose set is there.</summary>
    /// <exception cref="IOException">Another process uses it, or it cannot be written to.</exception>
    public static FileStream Lock(string root) =>
        // The system closes it when the process ends for any reason; never deleted, as another process may have just opened it.
        new(Path.Combine(root, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>A name for a clip that is not taken.</summary>
    public string NextName(string person, string label, Func<string, bool> isTaken)
    {
        for (int number = 1; ; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{Simple(person)}-{Simple(label)}-{number:000}");
            if (!isTaken(PathOf(name)) && !File.Exists(Path.Combine(Clips, name + Extension)))
                return name;
        }
    }

    /// <summary>The path of a clip as the list has it.</summary>
    public static string PathOf(string name) => $"{ClipsName}/{name}{Extension}";

    public void Dispose() => _lock.Dispose();

    /// <summary>Letters that every file system takes; with a hash where that is not the whole name.</summary>
    private static string Simple(string name)
    {
        const int most = 40;
        string simple = new([.. name.Take(most).Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' ? c : '-')]);
        return simple == name ? simple : $"{simple}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..6]}";
    }
}
