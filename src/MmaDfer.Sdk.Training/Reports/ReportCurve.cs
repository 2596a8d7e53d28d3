namespace MmaDfer.Sdk.Reports;

/// <summary>A line of a chart.</summary>
/// <param name="Name">What it shows, for the legend.</param>
/// <param name="Points">Its points from left to right; those that are not finite numbers are left out.</param>
public sealed record ReportCurve(string Name, IReadOnlyList<(double X, double Y)> Points);
