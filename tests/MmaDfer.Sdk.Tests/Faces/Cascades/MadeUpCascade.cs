using System.Globalization;
using System.Text;

namespace MmaDfer.Sdk.Tests.Faces.Cascades;

/// <summary>A random cascade: as the XML that OpenCV would write, and as the plainest possible classifier of a window.</summary>
internal sealed class MadeUpCascade
{
    public const int Width = 12, Height = 11;

    private readonly List<(float Threshold, List<Tree> Trees)> _stages = [];
    private readonly List<(int[][] Rectangles, float[] Weights, bool Tilted)> _features = [];
    private readonly bool _haar;

    public MadeUpCascade(bool haar, int seed, int mostNodes)
    {
        _haar = haar;
        var random = new Random(seed);
        for (int i = 0; i < 40; i++)
            _features.Add(haar ? HaarFeature(random) : LbpFeature(random));
        for (int s = 0; s < 4; s++)
        {
            List<Tree> trees = [.. Enumerable.Range(0, 2 + s).Select(_ => new Tree(random, haar, mostNodes, _features.Count))];
            _stages.Add(((float)(-0.35 * trees.Count * random.NextDouble()), trees));
        }
    }

    public string Xml()
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?>\n<!-- made up -->\n<opencv_storage>\n<cascade type_id=\"opencv-cascade-classifier\">");
        xml.Append("<stageType>BOOST</stageType>\n<featureType>").Append(_haar ? "HAAR" : "LBP").Append("</featureType>");
        xml.Append(CultureInfo.InvariantCulture, $"<height>{Height}</height><width>{Width}</width><stageParams><maxWeakCount>9</maxWeakCount></stageParams>");
        xml.Append(CultureInfo.InvariantCulture, $"<featureParams><maxCatCount>{(_haar ? 0 : 256)}</maxCatCount></featureParams><stageNum>{_stages.Count}</stageNum>\n<stages>\n");
        foreach ((float threshold, List<Tree> trees) in _stages)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<_><maxWeakCount>{trees.Count}</maxWeakCount><stageThreshold>{threshold:R}</stageThreshold>\n<weakClassifiers>");
            foreach (Tree tree in trees)
            {
                xml.Append("<_><internalNodes>\n ").AppendJoin(' ', tree.Numbers().Select(n => n.ToString("R", CultureInfo.InvariantCulture)));
                xml.Append("</internalNodes><leafValues>").AppendJoin("\n ", tree.Leaves.Select(l => l.ToString("R", CultureInfo.InvariantCulture)));
                xml.Append("</leafValues></_>\n");
            }
            xml.Append("</weakClassifiers></_>\n");
        }
        xml.Append("</stages>\n<features>\n");
        foreach ((int[][] rectangles, float[] weights, bool tilted) in _features)
        {
            xml.Append(_haar ? "<_><rects>" : "<_>");
            for (int i = 0; i < rectangles.Length; i++)
            {
                string numbers = string.Join(' ', rectangles[i]);
                xml.Append(_haar ? $"<_>\n {numbers} {weights[i].ToString("R", CultureInfo.InvariantCulture)}</_>" : $"<rect>{numbers}</rect>");
            }
            xml.Append(_haar ? $"</rects><tilted>{(tilted ? 1 : 0)}</tilted></_>\n" : "</_>\n");
        }
        return xml.Append("</features></cascade>\n</opencv_storage>\n").ToString();
    }

    /// <summary>How many stages a window passes; -1 if it is too flat to be looked at.</summary>
    public int Passes(byte[,] frame, int x, int y)
    {
        float norm = 1;
        if (_haar)
        {
            const double area = (Width - 2) * (Height - 2);
            double[] inside = [.. Pixels(1, 1, Width - 2, Height - 2).Select(p => (double)frame[y + p.Y, x + p.X])];
            double variance = (area * inside.Sum(v => v * v)) - Math.Pow(inside.Sum(), 2);
            norm = (float)(1 / Math.Sqrt(variance));
            if (variance <= 0 || area * norm >= 0.1)
                return -1;
        }
        for (int s = 0; s < _stages.Count; s++)
        {
            if (_stages[s].Trees.Sum(t => t.Leaf(node => GoesLeft(node, frame, x, y, norm))) < _stages[s].Threshold - 1e-5f)
                return s;
        }
        return _stages.Count;
    }

    public bool IsFace(int passed) => passed == _stages.Count;

    private bool GoesLeft(Node node, byte[,] frame, int x, int y, float norm)
    {
        (int[][] rectangles, float[] weights, bool tilted) = _features[node.Feature];
        if (_haar)
        {
            float sum = 0;
            for (int i = 0; i < rectangles.Length; i++)
            {
                int[] r = rectangles[i];
                sum += weights[i] * (tilted ? TiltedSum(frame, x, y, r) : Pixels(r[0], r[1], r[2], r[3]).Sum(p => frame[y + p.Y, x + p.X]));
            }
            return sum * norm < node.Threshold;
        }
        int[] first = rectangles[0];
        int Block(int column, int row) =>
            Pixels(first[0] + (column * first[2]), first[1] + (row * first[3]), first[2], first[3]).Sum(p => frame[y + p.Y, x + p.X]);
        int pattern = 0;
        foreach ((int column, int row) in new[] { (0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1) })
            pattern = (2 * pattern) + (Block(column, row) >= Block(1, 1) ? 1 : 0);
        return (node.Subset[pattern / 32] & (1 << (pattern % 32))) != 0;
    }

    private static IEnumerable<(int X, int Y)> Pixels(int x, int y, int width, int height) =>
        from row in Enumerable.Range(y, height) from column in Enumerable.Range(x, width) select (column, row);

    /// <summary>
    /// By the definition of tilted sums: that of a point covers the pixels of the triangle that opens upwards from it, and a rectangle
    /// is what four of them leave.
    /// </summary>
    private static int TiltedSum(byte[,] frame, int x, int y, int[] r)
    {
        int Triangle(int tipX, int tipY)
        {
            int sum = 0;
            for (int row = 0; row < Math.Min(tipY, frame.GetLength(0)); row++)
            {
                for (int column = 0; column < frame.GetLength(1); column++)
                    sum += Math.Abs(column - tipX + 1) <= tipY - row - 1 ? frame[row, column] : 0;
            }
            return sum;
        }
        (int left, int top, int width, int height) = (x + r[0], y + r[1], r[2], r[3]);
        return Triangle(left, top) - Triangle(left - height, top + height) - Triangle(left + width, top + width)
            + Triangle(left + width - height, top + width + height);
    }

    private static (int[][], float[], bool) HaarFeature(Random random)
    {
        bool tilted = random.Next(3) == 0;
        int count = random.Next(8) == 0 ? 1 : random.Next(2, 4);
        int[][] rectangles = new int[count][];
        for (int i = 0; i < count; i++)
        {
            int w = random.Next(1, tilted ? 4 : 6), h = random.Next(1, tilted ? 4 : 6);
            int left = tilted ? h : 0, down = tilted ? w + h : h;
            rectangles[i] = [random.Next(left, Width - w + 1), random.Next(0, Height - down + 1), w, h];
        }
        // They cancel out on flat ground, as those of real features do.
        float Area(int i) => rectangles[i][2] * rectangles[i][3];
        return (rectangles, [.. Enumerable.Range(0, count).Select(i => i == 0 ? -1f : Area(0) / Area(i) / (count - 1))], tilted);
    }

    private static (int[][], float[], bool) LbpFeature(Random random)
    {
        int w = random.Next(1, (Width / 3) + 1), h = random.Next(1, (Height / 3) + 1);
        return ([[random.Next(0, Width - (3 * w) + 1), random.Next(0, Height - (3 * h) + 1), w, h]], [], false);
    }

    private sealed record Node(int Feature, float Threshold, int[] Subset)
    {
        public int Left { get; set; }

        public int Right { get; set; }
    }

    private sealed class Tree
    {
        private readonly bool _haar;
        private readonly List<Node> _nodes = [];

        public Tree(Random random, bool haar, int mostNodes, int features)
        {
            _haar = haar;
            int count = random.Next(1, mostNodes + 1), leaves = 0;
            var open = new List<(int Parent, bool Left)>();
            for (int i = 0; i < count; i++)
            {
                if (i > 0)
                {
                    // Hung onto any place that is still free.
                    int place = random.Next(open.Count);
                    Hang(open[place], i);
                    open.RemoveAt(place);
                }
                _nodes.Add(new Node(
                    random.Next(features), (float)((random.NextDouble() - 0.5) * 0.1), [.. Enumerable.Range(0, 8).Select(_ => random.Next(int.MinValue, int.MaxValue))]));
                open.AddRange([(i, true), (i, false)]);
            }
            foreach ((int, bool) place in open)
                Hang(place, -leaves++);
            Leaves = [.. Enumerable.Range(0, leaves).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        }

        public float[] Leaves { get; }

        public IEnumerable<double> Numbers() => _nodes.SelectMany(n =>
            (double[])[n.Left, n.Right, n.Feature, .. _haar ? [n.Threshold] : n.Subset.Select(w => (double)w)]);

        public float Leaf(Func<Node, bool> goesLeft)
        {
            int at = 0;
            do
                at = goesLeft(_nodes[at]) ? _nodes[at].Left : _nodes[at].Right;
            while (at > 0);
            return Leaves[-at];
        }

        private void Hang((int Parent, bool Left) place, int child)
        {
            if (place.Left)
                _nodes[place.Parent].Left = child;
            else
                _nodes[place.Parent].Right = child;
        }
    }
}
