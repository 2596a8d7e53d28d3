namespace MmaDfer.Sdk.Engines.Cpu.Steps;

/// <summary>Adds the same few rows to a range of tokens of every row; in its own place it touches nothing else.</summary>
internal sealed unsafe class AddTokensStep(Matrix x, int tokens, float* addend, int count, int start, Matrix result)
    : Step("add tokens")
{
    public override IEnumerable<Matrix> Reads => [x];

    public override Matrix Result => result;

    public override Matrix? MayOverwrite => x;

    public override int Items => x.Rows / tokens;

    public override void Run(int item, float* scratch)
    {
        int width = x.Width;
        bool inPlace = x.Region.Root == result.Region.Root;
        for (int token = 0; token < tokens; token++)
        {
            bool changed = token >= start && token < start + count;
            if (inPlace && !changed)
                continue;
            float* from = x.Row(item * tokens + token);
            float* to = result.Row(item * tokens + token);
            float* add = addend + (token - start) * (long)width;
            for (int i = 0; i < width; i++)
                to[i] = changed ? from[i] + add[i] : from[i];
        }
    }
}
