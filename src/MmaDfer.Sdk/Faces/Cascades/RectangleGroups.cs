namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>
/// Makes one rectangle of many that nearly agree, by the rules of OpenCV's groupRectangles: rectangles whose edges are within a fifth
/// of their size are neighbours, neighbours of neighbours belong together, and groups that are too small, or lie inside a larger
/// group, are dropped. Keeps its memory. One thread at a time.
/// </summary>
internal sealed class RectangleGroups
{
    private const double Nearness = 0.2;

    private int[] _parents = [], _members = [];
    private Window[] _sums = [];

    /// <summary>Groups rectangles.</summary>
    /// <param name="items">The rectangles.</param>
    /// <param name="neighbours">Other rectangles that a group needs beside the first; 0: every rectangle stays for itself.</param>
    /// <param name="groups">Gets the groups' mean rectangles; as many as fit.</param>
    /// <returns>How many were written.</returns>
    public int Group(
        ReadOnlySpan<Window> items, int neighbours, Span<Window> groups)
    {
        if (neighbours == 0)
        {
            int all = Math.Min(items.Length, groups.Length);
            items[..all].CopyTo(groups);
            return all;
        }
        Join(items);
        int count = Average(items, neighbours);
        int written = 0;
        for (int i = 0; i < count && written < groups.Length; i++)
        {
            if (!IsInsideAnother(i, count))
                groups[written++] = _sums[i];
        }
        return written;
    }

    /// <summary>Gives all rectangles that belong together the same root.</summary>
    private void Join(ReadOnlySpan<Window> items)
    {
        if (_parents.Length < items.Length)
        {
            _parents = new int[items.Length];
            _members = new int[items.Length];
            _sums = new Window[items.Length];
        }
        for (int i = 0; i < items.Length; i++)
            _parents[i] = i;
        for (int i = 0; i < items.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (AreNear(items[i], items[j]))
                    _parents[Root(i)] = Root(j);
            }
        }
    }

    private int Root(int i)
    {
        while (_parents[i] != i)
            i = _parents[i] = _parents[_parents[i]];
        return i;
    }

    private static bool AreNear(Window a, Window b)
    {
        double limit = Nearness * (Math.Min(a.Width, b.Width) + Math.Min(a.Height, b.Height)) / 2;
        return Math.Abs(a.X - b.X) <= limit && Math.Abs(a.Y - b.Y) <= limit
            && Math.Abs(a.X + a.Width - b.X - b.Width) <= limit && Math.Abs(a.Y + a.Height - b.Y - b.Height) <= limit;
    }

    /// <summary>Leaves the mean rectangles and sizes of the groups that are large enough at the start of the lists.</summary>
    private int Average(ReadOnlySpan<Window> items, int neighbours)
    {
        _members.AsSpan(0, items.Length).Clear();
        _sums.AsSpan(0, items.Length).Clear();
        for (int i = 0; i < items.Length; i++)
        {
            int root = Root(i);
            Window sum = _sums[root], item = items[i];
            _sums[root] = new Window(sum.X + item.X, sum.Y + item.Y, sum.Width + item.Width, sum.Height + item.Height);
            _members[root]++;
        }
        int count = 0;
        for (int i = 0; i < items.Length; i++)
        {
            int members = _members[i];
            if (members <= neighbours)
                continue;
            Window sum = _sums[i];
            float share = 1f / members;
            _members[count] = members;
            _sums[count++] = new Window(Mean(sum.X), Mean(sum.Y), Mean(sum.Width), Mean(sum.Height));

            int Mean(int total) => (int)MathF.Round(total * share);
        }
        return count;
    }

    /// <summary>A small group inside a large one is a part of the same face.</summary>
    private bool IsInsideAnother(int group, int count)
    {
        Window a = _sums[group];
        for (int i = 0; i < count; i++)
        {
            Window b = _sums[i];
            int dx = (int)Math.Round(b.Width * Nearness), dy = (int)Math.Round(b.Height * Nearness);
            if (i != group && a.X >= b.X - dx && a.Y >= b.Y - dy
                && a.X + a.Width <= b.X + b.Width + dx && a.Y + a.Height <= b.Y + b.Height + dy
                && (_members[i] > Math.Max(3, _members[group]) || _members[group] < 3))
            {
                return true;
            }
        }
        return false;
    }
}
