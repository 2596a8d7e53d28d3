namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>Puts a cascade together from what its file says, and checks it.</summary>
internal sealed class CascadeBuilder(CascadeXml xml)
{
    /// <summary>Taken off every stage's threshold, so that sums that equal it in decimal digits pass.</summary>
    private const float Tolerance = 1e-5f;

    private const string WrongRectangle = "a feature's rectangle is not inside the window";

    private readonly List<CascadeStage> _stages = [];
    private readonly List<(double[] Nodes, double[] Leaves)> _trees = [];
    private readonly List<(double[][] Rectangles, bool Tilted)> _features = [];

    public CascadeKind? Kind { get; set; }

    public int Width { get; set; }

    public int Height { get; set; }

    public int Categories { get; set; }

    public int Stages => _stages.Count;

    public int Trees => _trees.Count;

    public int Features => _features.Count;

    public void AddStage(int firstTree, double threshold) =>
        _stages.Add(new CascadeStage(firstTree, _trees.Count - firstTree, (float)threshold - Tolerance));

    public void AddTree(double[] nodes, double[] leaves) => _trees.Add((nodes, leaves));

    public void AddFeature(IEnumerable<double[]> rectangles, bool tilted) => _features.Add(([.. rectangles], tilted));

    /// <exception cref="ModelFileException">Something is missing or contradicts something else.</exception>
    public CascadeModel Build()
    {
        if (Kind is not { } kind)
            throw xml.Fault("it does not state its featureType");
        if (Width == 0 || Height == 0)
            throw xml.Fault("it does not state the width and height of its window");
        if (Categories != (kind == CascadeKind.Lbp ? 256 : 0))
            throw xml.Fault($"its maxCatCount is {Categories}; it must be 256 for LBP and 0 for HAAR");
        if (_stages.Count == 0 || _stages.Any(s => s.Trees == 0))
            throw xml.Fault("it has no stages, or one without trees");
        HaarFeature[] haar = kind == CascadeKind.Haar ? [.. _features.Select(Haar)] : [];
        LbpFeature[] lbp = kind == CascadeKind.Lbp ? [.. _features.Select(Lbp)] : [];

        var trees = new List<CascadeTree>(_trees.Count);
        var nodes = new List<CascadeNode>();
        var leaves = new List<float>();
        var subsets = new List<int>();
        foreach ((double[] numbers, double[] values) in _trees)
        {
            int size = kind == CascadeKind.Lbp ? 3 + CascadeModel.SubsetWords : 4;
            int count = numbers.Length / size;
            if (count == 0 || count > CascadeModel.MaxTreeNodes || numbers.Length % size != 0 || values.Length != count + 1)
                throw xml.Fault("a tree's internalNodes and leafValues do not fit each other");
            trees.Add(new CascadeTree(nodes.Count, count, leaves.Count));
            leaves.AddRange(values.Select(v => (float)v));
            for (int i = 0; i < count; i++)
            {
                double[] node = numbers[(i * size)..((i + 1) * size)];
                int feature = Whole(node[2], 0, _features.Count - 1, "a node's feature does not exist");
                // A child before its parent could lead round in a circle.
                const string wrongChild = "a node leads to a node or leaf that does not exist, or back";
                int left = Child(node[0]), right = Child(node[1]);
                nodes.Add(new CascadeNode(feature, kind == CascadeKind.Haar ? (float)node[3] : 0, left, right));
                if (kind == CascadeKind.Lbp)
                    subsets.AddRange(node[3..].Select(w => Whole(w, int.MinValue, int.MaxValue, "a node's subset is no list of 32-bit words")));

                int Child(double value)
                {
                    int child = Whole(value, -count, count - 1, wrongChild);
                    return child > 0 && child <= i ? throw xml.Fault(wrongChild) : child;
                }
            }
        }
        return new CascadeModel(kind, Width, Height, [.. _stages], [.. trees], [.. nodes], [.. leaves], [.. subsets], haar, lbp);
    }

    private HaarFeature Haar((double[][] Rectangles, bool Tilted) feature)
    {
        if (feature.Rectangles.Length is 0 or > 3 || feature.Rectangles.Any(r => r.Length != 5))
            throw xml.Fault("a feature needs 1 to 3 rectangles of 4 sizes and a weight");
        Span<HaarRectangle> rectangles = stackalloc HaarRectangle[3];
        rectangles.Clear();
        for (int i = 0; i < feature.Rectangles.Length; i++)
        {
            double[] r = feature.Rectangles[i];
            int width = Whole(r[2], 1, Width, WrongRectangle), height = Whole(r[3], 1, Height, WrongRectangle);
            // Tilted, it reaches as far to the left as it is high, and down by both sizes.
            int left = feature.Tilted ? height : 0, down = feature.Tilted ? width + height : height;
            int x = Whole(r[0], left, Width - width, WrongRectangle), y = Whole(r[1], 0, Height - down, WrongRectangle);
            if (Math.Abs(r[4]) > 1e6)
                throw xml.Fault("a rectangle's weight is beyond a million");
            rectangles[i] = new HaarRectangle(x, y, width, height, (float)r[4]);
        }
        return new HaarFeature(rectangles[0], rectangles[1], rectangles[2], feature.Tilted);
    }

    private LbpFeature Lbp((double[][] Rectangles, bool Tilted) feature)
    {
        if (feature.Rectangles is not [[double x, double y, double w, double h]])
            throw xml.Fault("a feature needs one rectangle of 4 sizes");
        int width = Whole(w, 1, Width / 3, WrongRectangle), height = Whole(h, 1, Height / 3, WrongRectangle);
        return new LbpFeature(
            Whole(x, 0, Width - (3 * width), WrongRectangle), Whole(y, 0, Height - (3 * height), WrongRectangle), width, height);
    }

    private int Whole(double value, int least, int most, string otherwise) =>
        value == Math.Floor(value) && value >= least && value <= most ? (int)value : throw xml.Fault(otherwise);
}
