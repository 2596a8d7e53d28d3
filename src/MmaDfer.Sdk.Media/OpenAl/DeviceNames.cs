using MmaDfer.Sdk.Sources;

namespace MmaDfer.Sdk.Media.OpenAl;

/// <summary>Finds the device that a caller means.</summary>
internal static class DeviceNames
{
    /// <summary>The full name of a device.</summary>
    /// <param name="name">Its name or a part of it that no other has, in any case of letters.</param>
    /// <param name="what">"microphone" or "speaker".</param>
    /// <param name="all">The names of all.</param>
    /// <exception cref="MediaException">There is none of that name, or several.</exception>
    public static string Find(string name, string what, IReadOnlyList<string> all)
    {
        if (all.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } exact)
            return exact;
        string[] found = [.. all.Where(n => n.Contains(name, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 1)
            return found[0];
        string those = string.Join(", ", (found.Length > 0 ? found : all).Select(MediaFile.Quote));
        throw new MediaException(found.Length > 0
            ? $"{MediaFile.Quote(name)} is a part of the names of {found.Length} {what}s ({those}); the whole name tells which."
            : $"There is no {what} {MediaFile.Quote(name)}; there is {(those.Length > 0 ? those : "none")}.");
    }
}
