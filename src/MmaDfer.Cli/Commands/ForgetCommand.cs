using System.CommandLine;
using MmaDfer.Cli.Output;
using MmaDfer.Sdk.Training.Recording;

namespace MmaDfer.Cli.Commands;

/// <summary><c>mmadfer forget</c>: deletes what a set holds of a person.</summary>
internal static class ForgetCommand
{
    public static Command Create(Terminal terminal)
    {
        var person = new Option<string>("--person") { Description = "Who is to be forgotten, as the list writes it.", HelpName = "ID", Required = true };
        var data = new Option<string>("--data") { Description = "The list of the clips (clips.csv).", HelpName = "CSV", Required = true };
        Option<string?> group = SharedOptions.CreateGroup("the one that names the person");
        var cache = new Option<string[]>("--cache") { Description = "Cache folder of a training that used the clips, such as the subfolder cache of its --out; may be given several times.", HelpName = "DIR" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only tell what would be deleted." };
        Option<bool> json = SharedOptions.CreateJson();
        var command = new Command("forget", "Deletes the clips of a person: files, rows, and what caches hold of them.") { person, data, group, cache, dryRun, json };
        command.SetAction(parsed =>
        {
            bool dry = parsed.GetValue(dryRun);
            ForgetResult result = PersonClips.Forget(parsed.GetValue(data)!, parsed.GetValue(person)!, new ForgetOptions
            {
                Group = parsed.GetValue(group), CacheFolders = parsed.GetValue(cache) ?? [], DryRun = dry,
            });
            terminal.WriteResult(
                parsed.GetValue(json),
                writer =>
                {
                    writer.WriteString("person", parsed.GetValue(person));
                    writer.WriteBoolean("dryRun", dry);
                    writer.WriteNumber("rows", result.Rows);
                    writer.WriteTexts("files", result.Files);
                    writer.WriteNumber("cached", result.CachedClips);
                    writer.WriteTexts("trained", result.Trained);
                    writer.WriteTexts("kept", result.Kept);
                    writer.WriteTexts("failed", result.Failed);
                },
                _ => Write(terminal, result, dry));
            return result.Failed.Count > 0 ? ExitCode.ClipsFailed : ExitCode.Done;
        });
        return command;
    }

    private static void Write(Terminal terminal, ForgetResult result, bool dry)
    {
        string verb = dry ? "Would delete" : "Deleted";
        foreach (string file in result.Files)
            terminal.Output.WriteLine($"{verb} {file}");
        terminal.Output.WriteLine($"{verb} {result.Rows} rows, {result.Files.Count} files and {result.CachedClips} cached ones.");
        foreach (string kept in result.Kept.Concat(result.Failed))
            terminal.Error.WriteLine($"Not deleted: {kept}");
        foreach (string trained in result.Trained)
            terminal.Output.WriteLine($"Trained with these clips, and not changed: {trained}");
        terminal.Output.WriteLine("What models and adapters learned from the clips stays in them, and reports name clips: train again without them, and delete what was made before.");
    }
}
