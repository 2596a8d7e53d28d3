namespace MmaDfer.Sdk.Models;

/// <summary>One stretch of a longer job: its 0 to 1 is <paramref name="from"/> to <paramref name="to"/> of the whole.</summary>
internal sealed class ProgressPart(IProgress<double> whole, double from, double to) : IProgress<double>
{
    public static ProgressPart? Of(IProgress<double>? whole, double from, double to) =>
        whole is null ? null : new ProgressPart(whole, from, to);

    public void Report(double value) => whole.Report(from + value * (to - from));
}
