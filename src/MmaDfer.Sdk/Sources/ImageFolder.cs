using MmaDfer.Sdk.Sources.Images;

namespace MmaDfer.Sdk.Sources;

/// <summary>What a folder of images holds.</summary>
internal static class ImageFolder
{
    private static readonly string[] UnreadExtensions = [".heic", ".heif", ".avif", ".jxl", ".jp2", ".dng"];

    /// <summary>The paths of its images in order.</summary>
    /// <exception cref="MediaException">The folder cannot be read or holds no images.</exception>
    public static string[] List(string folder, FrameOrder order)
    {
        string[] paths = Files(folder);
        string[] images = Sorted(paths.Where(ImageKinds.HasImageName), order);
        if (images.Length > 0)
            return images;
        string others = paths.FirstOrDefault(IsUnreadImage) is { } other
            ? $" (it holds images of a kind that is not read, such as {MediaFile.Quote(Path.GetFileName(other))}: convert them)"
            : "";
        throw new MediaException($"{MediaFile.Quote(folder)} holds no images{others}; PNG, JPEG, BMP, WebP, GIF or TIFF files are needed.");
    }

    /// <summary>The warnings of a folder: another possible order of its images, skipped images.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="images">Its images as <see cref="List"/> gave them.</param>
    /// <param name="order">In which order that was.</param>
    public static string[] Warnings(string folder, string[] images, FrameOrder order)
    {
        var warnings = new List<string>();
        if (OrderWarning(folder, images, order) is { } warning)
            warnings.Add(warning);
        string[] others = [.. Files(folder).Where(IsUnreadImage)];
        if (others.Length > 0)
            warnings.Add($"{MediaFile.Quote(folder)}: {others.Length} images of unsupported formats were skipped, such as {MediaFile.Quote(Path.GetFileName(others[0]))}.");
        return [.. warnings];
    }

    /// <summary>That names and numbers in them give different orders; null where they do not.</summary>
    public static string? OrderWarning(string folder, string[] images, FrameOrder order)
    {
        bool byNumber = order == FrameOrder.Numeric;
        string[] other = Sorted(images, byNumber ? FrameOrder.Ordinal : FrameOrder.Numeric);
        int place = images.Zip(other).TakeWhile(p => p.First == p.Second).Count();
        if (place == images.Length)
            return null;
        string first = MediaFile.Quote(Path.GetFileName(images[place])), second = MediaFile.Quote(Path.GetFileName(other[place]));
        return byNumber
            ? $"{MediaFile.Quote(folder)}: images were read in the order of their numbers, {first} before {second}; in the order of their names (--frame-order name) it would be the other way round."
            : $"{MediaFile.Quote(folder)}: images were read in the order of their names, {first} before {second}; in the order of their numbers (--frame-order number) it would be the other way round.";
    }

    private static bool IsUnreadImage(string path) => UnreadExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static string[] Files(string folder) => MediaFile.Guard(folder, static f => File.Exists(f)
        ? throw new MediaException($"{MediaFile.Quote(f)} is a file; a folder of images is needed here.")
        : Directory.GetFiles(f).Where(p => !Path.GetFileName(p).StartsWith('.')).ToArray());

    private static string[] Sorted(IEnumerable<string> paths, FrameOrder order)
    {
        IComparer<string> comparer = order switch
        {
            FrameOrder.Ordinal => StringComparer.Ordinal,
            FrameOrder.Numeric => new NumericNameComparer(),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "Not a known order."),
        };
        return [.. paths.OrderBy(Path.GetFileName, comparer!)];
    }
}

/// <summary>Orders names with their runs of digits taken as numbers, of any length; ties are broken by ordinal order.</summary>
internal sealed class NumericNameComparer : IComparer<string>
{
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x;
        ReadOnlySpan<char> right = y;
        while (!left.IsEmpty && !right.IsEmpty)
        {
            int order;
            if (char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0]))
            {
                ReadOnlySpan<char> a = Digits(ref left);
                ReadOnlySpan<char> b = Digits(ref right);
                order = a.Length != b.Length ? a.Length - b.Length : a.SequenceCompareTo(b);
            }
            else
            {
                order = left[0] - right[0];
                left = left[1..];
                right = right[1..];
            }
            if (order != 0)
                return order;
        }
        int rest = left.Length - right.Length;
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    /// <summary>Takes the digits off the front; gives them without leading zeros.</summary>
    private static ReadOnlySpan<char> Digits(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits.TrimStart('0');
    }
}
