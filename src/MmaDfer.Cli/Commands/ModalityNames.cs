using System.CommandLine.Parsing;
using MmaDfer.Sdk.Evaluation;

namespace MmaDfer.Cli.Commands;

/// <summary>The values of <c>--modality</c>: the names alone, not the numbers that an enumeration would take too.</summary>
internal static class ModalityNames
{
    public static Modality Parse(ArgumentResult result)
    {
        switch (result.Tokens[0].Value.ToUpperInvariant())
        {
            case "BOTH":
                return Modality.Both;
            case "AUDIO":
                return Modality.Audio;
            case "VIDEO":
                return Modality.Video;
            default:
                result.AddError($"--modality {result.Tokens[0].Value}: must be both, audio or video.");
                return default;
        }
    }
}
