using System.Globalization;
using MmaDfer.Samples.SyntheticPeople;
using MmaDfer.Samples.SyntheticPeople.Files;
using MmaDfer.Samples.SyntheticPeople.Heads;
using MmaDfer.Samples.SyntheticPeople.Voices;
using MmaDfer.Sdk.Models;
using MmaDfer.Sdk.Training.Data;

namespace MmaDfer.Samples.TrainStarter;

/// <summary>The rendered people: sets of clips that are rendered once and kept, with different people in each.</summary>
internal sealed class People(Arguments arguments)
{
    /// <summary>Training clips are rendered in parts, so that little is lost if the work is interrupted, and more can be added.</summary>
    private const int Part = 1000, PeopleOfPart = 700, FirstOfTraining = 20_000, Judged = 700, JudgedPeople = 140;

    private Head? _head, _other;

    /// <summary>All parts of the training clips, as one data set.</summary>
    public ClipDataset Training()
    {
        var clips = new List<LabeledClip>();
        for (int part = 0; part * Part < arguments.Clips; part++)
        {
            string list = Render(
                string.Create(CultureInfo.InvariantCulture, $"training/{part:00}"), Math.Min(Part, arguments.Clips - part * Part), plain: false, seed: 100 + part,
                first: FirstOfTraining + part * PeopleOfPart, people: PeopleOfPart);
            clips.AddRange(ClipDataset.FromCsv(list, EmotionLabels.Dfew).Clips.Select(c => c with { Id = $"{part:00}/{c.Id}" }));
        }
        return new ClipDataset(EmotionLabels.Dfew, clips);
    }

    /// <summary>Clips of other people, for the temperature.</summary>
    public ClipDataset Validation() =>
        ClipDataset.FromCsv(Render("validation", Judged, plain: false, seed: 2, first: 5000, JudgedPeople), EmotionLabels.Dfew);

    /// <summary>The names and lists of the sets for judging: people of yet other numbers, and another head model if its folder is known.</summary>
    public IEnumerable<(string Name, string List)> Judging()
    {
        yield return ("unseen people of the same head model", Render("test", Judged, plain: false, seed: 3, first: 8000, JudgedPeople));
        if (arguments.MakeHuman is not null)
            yield return ("people of another head model", Render("other", Judged, plain: true, seed: 4, first: 8000, JudgedPeople));
    }

    private string Render(string name, int clips, bool plain, int seed, int first, int people)
    {
        string folder = Path.Combine(arguments.Out, name), list = Path.Combine(folder, PeopleFolder.ListName);
        if (!File.Exists(list))
        {
            Console.WriteLine($"Rendering {clips} clips: {name}");
            // Always larger than the network's frames: their size can change without rendering again.
            var settings = new PeopleSettings
            {
                Seed = seed, FirstIdentity = first, Identities = people, Size = 96, Aligned = true, Plain = plain, SpeechShare = FreeSpeech.IsInstalled() ? 0.5 : 0,
            };
            PeopleFolder.Write(folder, plain ? Other : Head, settings, clips);
        }
        return list;
    }

    private Head Head => _head ??=
        HeadCache.Open(arguments.Cache, "facekit", FaceKitFolder.Files(arguments.FaceKit), () => FaceKitFolder.Read(arguments.FaceKit));

    private Head Other => _other ??=
        HeadCache.Open(arguments.Cache, "makehuman", MakeHumanFolder.Files(arguments.MakeHuman!), () => MakeHumanFolder.Read(arguments.MakeHuman!));
}
