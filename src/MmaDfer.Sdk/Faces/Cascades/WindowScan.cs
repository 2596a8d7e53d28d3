namespace MmaDfer.Sdk.Faces.Cascades;

/// <summary>Slides a cascade's window over an integral image. Keeps its memory. One thread at a time.</summary>
internal abstract class WindowScan(CascadeModel model)
{
    /// <summary>Windows that are judged together.</summary>
    protected const int Lanes = 8;

    private byte[] _failedFirst = [], _passed = [];

    /// <summary>The scan for a cascade.</summary>
    public static WindowScan For(CascadeModel model) =>
        model.Kind == CascadeKind.Haar ? new TreeScan<HaarNode>(model) : new TreeScan<LbpNode>(model);

    /// <summary>Finds the windows that pass all stages.</summary>
    /// <param name="image">The sums of a picture.</param>
    /// <param name="width">Pixels in a row of the picture; at least the window's.</param>
    /// <param name="height">Rows of the picture; at least the window's.</param>
    /// <param name="found">Gets their upper left corners; full, it takes no more.</param>
    public void Run(IntegralImage image, int width, int height, WindowList found)
    {
        Prepare(image);
        int step = image.Step;
        int across = (width - model.Width) / step + 1;
        int blocks = (across + Lanes - 1) / Lanes;
        if (_passed.Length < blocks)
            (_failedFirst, _passed) = (new byte[blocks], new byte[blocks]);
        for (int y = 0; y <= height - model.Height; y += step)
        {
            if (Row(image, y, across, _failedFirst, _passed))
                Walk(across, step, y, found);
        }
    }

    /// <summary>Makes the nodes' offsets fit the image.</summary>
    protected abstract void Prepare(IntegralImage image);

    /// <summary>Judges all windows of a row: one bit each, whether the first stage and whether no stage turned it away.</summary>
    /// <returns>Whether any passed.</returns>
    protected abstract bool Row(IntegralImage image, int y, int count, Span<byte> failedFirst, Span<byte> passed);

    /// <summary>
    /// A window right of one that the first stage turned away is left out, as OpenCV does: it decides which windows count as
    /// neighbours.
    /// </summary>
    private void Walk(int count, int step, int y, WindowList found)
    {
        for (int i = 0; i < count; i++)
        {
            int bit = 1 << (i % Lanes);
            if ((_failedFirst[i / Lanes] & bit) != 0)
                i++;
            else if ((_passed[i / Lanes] & bit) != 0)
                found.Add(i * step, y);
        }
    }
}
