namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>Lays each square patch of [R, C, H, W] images out as a row of C * P * P values, so that a matrix product projects them.</summary>
internal sealed unsafe class PatchRowsStep(
    Matrix images, int channels, int height, int width, int patch, Matrix result) : Step("patches")
{
    private readonly int _down = height / patch, _across = width / patch;

    public override IEnumerable<Matrix> Reads => [images];

    public override Matrix Result => result;

    public override int Items => result.Rows / _across;

    public override void Run(int item, float* scratch)
    {
        int image = item / _down, down = item % _down;
        for (int across = 0; across < _across; across++)
        {
            float* to = result.Row(item * _across + across);
            for (int channel = 0; channel < channels; channel++)
            {
                for (int y = 0; y < patch; y++, to += patch)
                {
                    float* from = images.Row((image * channels + channel) * height + down * patch + y) + across * patch;
                    new ReadOnlySpan<float>(from, patch).CopyTo(new Span<float>(to, patch));
                }
            }
        }
    }
}
