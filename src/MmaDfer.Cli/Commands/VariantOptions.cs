using System.CommandLine;
using System.CommandLine.Parsing;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Network;

namespace MmaDfer.Cli.Commands;

/// <summary>The options of <c>mmadfer init</c> that choose one of the paper's variants of the network.</summary>
internal sealed class VariantOptions
{
    private const string Bottleneck = "bottleneck", Final = "final", Adapters = "adapters";

    private const int DefaultAdapterWidth = 128, MaxWidth = 2048;

    private readonly Option<string> _fusion = OneOf(
        "--fusion", "How face and voice learn of each other after each block.", Bottleneck, [.. VariantText.Fusions.Select(f => f.Name)]);

    private readonly Option<int> _latent = new Option<int>("--latent")
    {
        Description = "Width of the fusion's latent; if not given, "
            + $"{ModelInitOptions.PublishedLatent} as published, {ModelInitOptions.SmallLatent} with --small. Even for mult and mult-concat.",
        HelpName = "N",
    }.Only(n => n is >= 1 and <= MaxWidth, $"a whole number from 1 to {MaxWidth}");

    private readonly Option<int> _updates = new Option<int>("--prompt-updates")
    {
        Description = "How often 3 of the prompts get their learned update; 3 prompts for each.",
        HelpName = "N",
        DefaultValueFactory = _ => new NetworkVariant().PromptUpdates,
    }.Only(ModelCheck.IsPromptUpdateCount, "0 or a number that divides the 12 blocks (1, 2, 3, 4, 6, 12)");

    private readonly Option<string> _temporal = OneOf(
        "--temporal", "What knows the order of the frames: the final transformer, adapters after each block, or both.", Final, [Final, Adapters, "both"]);

    private readonly Option<int> _adapterWidth = new Option<int>("--adapter-width")
    {
        Description = $"Width of the temporal adapters; {DefaultAdapterWidth} if not given.",
        HelpName = "N",
    }.Only(n => n is >= 2 and <= MaxWidth && n % 2 == 0, $"an even number from 2 to {MaxWidth}");

    /// <summary>Adds them, and the rules between them, to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_fusion, _latent, _updates, _temporal, _adapterWidth])
            command.Options.Add(option);
        command.Validators.Add(Check);
    }

    public NetworkVariant Variant(ParseResult parsed)
    {
        string temporal = parsed.GetValue(_temporal)!;
        return new NetworkVariant
        {
            Fusion = VariantText.Fusions.First(f => f.Name == parsed.GetValue(_fusion)).Kind,
            PromptUpdates = parsed.GetValue(_updates),
            TemporalAdapterWidth = temporal == Final ? 0 : parsed.GetResult(_adapterWidth) is null ? DefaultAdapterWidth : parsed.GetValue(_adapterWidth),
            FinalTransformer = temporal != Adapters,
        };
    }

    /// <summary>Width of the latent; null if not given.</summary>
    public int? Latent(ParseResult parsed) => parsed.GetResult(_latent) is null ? null : parsed.GetValue(_latent);

    private void Check(CommandResult result)
    {
        string fusion = Given(result, _fusion) ?? Bottleneck, temporal = Given(result, _temporal) ?? Final;
        if (result.GetResult(_latent) is not null && fusion is "none" or "add")
            result.AddError($"--latent does not go with --fusion {fusion}, which has no latent.");
        if (fusion is "mult" or "mult-concat" && int.TryParse(Given(result, _latent), out int latent) && latent % 2 != 0)
            result.AddError($"--latent {latent} does not go with --fusion {fusion}, whose latent must be even.");
        if (result.GetResult(_adapterWidth) is not null && temporal == Final)
            result.AddError("--adapter-width goes with --temporal adapters or both.");
    }

    /// <summary>What was typed, right or wrong: the value of an option that is wrong must not be asked for.</summary>
    private static string? Given(CommandResult result, Option option) => result.GetResult(option)?.Tokens.FirstOrDefault()?.Value;

    private static Option<string> OneOf(string name, string description, string usual, string[] all) => new Option<string>(name)
    {
        Description = description,
        HelpName = string.Join('|', all),
        DefaultValueFactory = _ => usual,
    }.AcceptOnlyFromAmong(all);
}
