using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Cli.Predicting.Lists;

/// <summary>What became of the clips of a list (or of its shard).</summary>
/// <param name="Clips">All.</param>
/// <param name="Predicted">Recognised now.</param>
/// <param name="Unreadable">Found unreadable now.</param>
/// <param name="DoneBefore">Answered by an earlier run.</param>
internal sealed record ListCounts(int Clips, int Predicted, int Unreadable, int DoneBefore)
{
    /// <summary>How many of those recognised now have a face and a voice.</summary>
    public ModalityCounts Senses { get; init; }
}
