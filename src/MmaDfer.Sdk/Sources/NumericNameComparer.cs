namespace MmaDfer.Sdk.Sources;

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
