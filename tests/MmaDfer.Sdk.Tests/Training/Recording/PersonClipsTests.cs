using MmaDfer.Sdk.Conformance;
using MmaDfer.Sdk.Training.Data;
using MmaDfer.Sdk.Training.Recording;

namespace MmaDfer.Sdk.Tests.Training.Recording;

[TestClass]
public sealed class PersonClipsTests
{
    [TestMethod]
    public void APersonIsForgottenAndNobodyElse()
    {
        using TemporaryFolder folder = new(), training = new();
        string list = WriteSet(folder);
        string cache = training["cache"];
        FillCaches(list, cache);
        training.Write("adapter.safetensors", [1]);
        Assert.HasCount(13, Files(cache));
        string[] before = Files(folder.Path);
        var options = new ForgetOptions { CacheFolders = [cache, training["none"]], DryRun = true };
        ForgetResult dry = PersonClips.Forget(list, "A", options);
        CollectionAssert.AreEqual(before, Files(folder.Path));
        Assert.HasCount(13, Files(cache));
        ForgetResult result = PersonClips.Forget(list, "A", options with { DryRun = false });
        Assert.AreEqual((dry.Rows, dry.CachedClips), (result.Rows, result.CachedClips));
        CollectionAssert.AreEqual(dry.Files.ToArray(), result.Files.ToArray());
        // Of the film that both have, also what is cached of B's span.
        Assert.AreEqual((4, 11), (result.Rows, result.CachedClips));
        CollectionAssert.AreEquivalent(new[] { "a0.y4m", "a0.wav", "images" }, result.Files.Select(Path.GetFileName).ToArray());
        Assert.HasCount(2, Files(cache));
        Assert.IsTrue(result.Kept.Any(k => k.Contains("both.y4m") && k.Contains("also a clip of others")), string.Join('\n', result.Kept));
        Assert.IsTrue(result.Kept.Any(k => k.Contains("film.mp4") && k.Contains("outside of the set's folder")));
        StringAssert.Contains(result.Failed.Single(), "there is no such cache folder");
        CollectionAssert.AreEqual(new[] { training["adapter.safetensors"] }, result.Trained.ToArray());
        CollectionAssert.AreEqual(new[] { "path,label,audio,person,start,end", "b.y4m,x,,B,,", "both.y4m,x,,B,1,2" }, File.ReadAllLines(list));
        CollectionAssert.AreEquivalent(new[] { "b.y4m", "both.y4m", "clips.csv", "film.mp4" }, Files(folder.Path).Select(Path.GetFileName).ToArray());
        string nobody = Assert.ThrowsExactly<DatasetException>(() => PersonClips.Forget(list, "A")).Message;
        StringAssert.Contains(nobody, "there is no clip of 'A'; there are those of B.");
    }

    [TestMethod]
    public void WhatIsMissingIsNamed()
    {
        using var folder = new TemporaryFolder();
        string list = folder.Write("clips.csv", "path,label\na,x\n"u8);
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => PersonClips.Forget(list, "A")).Message, "lacks the column 'person'");
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => PersonClips.Forget(list, "A", new() { Group = "who" })).Message, "lacks the column 'who'");
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => PersonClips.Forget(folder["none.csv"], "A")).Message, "the file does not exist");
        File.WriteAllText(list, "path,person\na,A\n");
        using FileStream held = SetFolder.Lock(folder.Path);
        StringAssert.Contains(Assert.ThrowsExactly<DatasetException>(() => PersonClips.Forget(list, "A")).Message, "in use by a recording");
    }

    /// <summary>A list of clips with audio of their own, a folder of images, and spans of films that others share or that lie outside.</summary>
    private static string WriteSet(TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["set", "images"]);
        foreach (string name in (string[])["set/a0.y4m", "set/a0.wav", "set/b.y4m", "set/both.y4m", "set/images/1.png", "film.mp4"])
            File.WriteAllText(folder[name], name);
        return folder.Write("set/clips.csv",
            "path,label,audio,person,start,end\na0.y4m,x,a0.wav,A,,\nimages,x,,A,,\nb.y4m,x,,B,,\nboth.y4m,x,,A,0,1\n../film.mp4,x,,A,0,1\nboth.y4m,x,,B,1,2\n"u8);
    }

    /// <summary>Entries of all clips as two models hear them; and one that another cache makes of the same key.</summary>
    private static void FillCaches(string list, string cache)
    {
        foreach (LabeledClip clip in ClipDataset.FromCsv(list, ["x"]).Clips)
        {
            foreach (int? rate in (int?[])[null, 16000])
            {
                string entry = ClipCache.PathOf(cache, clip, rate);
                Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
                File.WriteAllText(entry, "");
                if (clip.Id == "a0.y4m" && rate is null)
                    File.WriteAllText(Path.ChangeExtension(entry, null) + "-x.features", "");
            }
        }
    }

    private static string[] Files(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
