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

    private readonly Option<string> _fusion = CreateChoice(
        "--fusion", "How face and audio exchange information after each block.", Bottleneck, [.. VariantText.Fusions.Select(f => f.Name)]);

    private readonly Option<int> _latent = new Option<int>("--latent")
    {
        Description = "Width of the fusion's latent "
            + $"(default: {ModelInitOptions.PublishedLatent} as published, {ModelInitOptions.SmallLatent} with --small); even for mult and mult-concat.",
        HelpName = "N",
    }.AcceptOnly(n => n is >= 1 and <= MaxWidth, $"a whole number between 1 and {MaxWidth}");

    private readonly Option<int> _updates = new Option<int>("--prompt-updates")
    {
        Description = "Number of prompt updates; each updates 3 prompts of its own.",
        HelpName = "N",
        DefaultValueFactory = _ => new NetworkVariant().PromptUpdates,
    }.AcceptOnly(ModelCheck.IsPromptUpdateCount, "0 or a number that divides the 12 blocks (1, 2, 3, 4, 6, 12)");

    private readonly Option<string> _temporal = CreateChoice(
        "--temporal", "Where the network models the order of the frames: in the final transformer, in adapters after each block, or in both.", Final, [Final, Adapters, "both"]);

    private readonly Option<int> _adapterWidth = new Option<int>("--adapter-width")
    {
        Description = $"Width of the temporal adapters (default: {DefaultAdapterWidth}).",
        HelpName = "N",
    }.AcceptOnly(n => n is >= 2 and <= MaxWidth && n % 2 == 0, $"an even number between 2 and {MaxWidth}");

    /// <summary>Adds these options and their rules to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_fusion, _latent, _updates, _temporal, _adapterWidth])
            command.Options.Add(option);
        command.Validators.Add(Check);
    }

    public NetworkVariant GetVariant(ParseResult parsed)
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
    public int? GetLatent(ParseResult parsed) => parsed.GetResult(_latent) is null ? null : parsed.GetValue(_latent);

    private void Check(CommandResult result)
    {
        string fusion = FindGiven(result, _fusion) ?? Bottleneck, temporal = FindGiven(result, _temporal) ?? Final;
        if (result.GetResult(_latent) is not null && fusion is "none" or "add")
            result.AddError($"--latent cannot be combined with --fusion {fusion}, which has no latent.");
        if (fusion is "mult" or "mult-concat" && int.TryParse(FindGiven(result, _latent), out int latent) && latent % 2 != 0)
            result.AddError($"--latent {latent} cannot be combined with --fusion {fusion}, whose latent must be even.");
        if (result.GetResult(_adapterWidth) is not null && temporal == Final)
            result.AddError("--adapter-width needs --temporal adapters or --temporal both.");
    }

    /// <summary>The text of an option as typed: asking for the value of an invalid option would throw.</summary>
    private static string? FindGiven(CommandResult result, Option option) => result.GetResult(option)?.Tokens.FirstOrDefault()?.Value;

    private static Option<string> CreateChoice(string name, string description, string defaultValue, string[] all) => new Option<string>(name)
    {
        Description = description,
        HelpName = string.Join('|', all),
        DefaultValueFactory = _ => defaultValue,
    }.AcceptOnlyFromAmong(all);
}
