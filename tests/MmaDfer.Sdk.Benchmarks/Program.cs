using BenchmarkDotNet.Running;
using MmaDfer.Sdk.Benchmarks;

// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- --filter '*MatMul*'
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- peers [ROUNDS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- soak [HOURS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- frame-times [SECONDS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- reuse [PEOPLE]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- changes [PEOPLE]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- roll [CLIPS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- health [CLIPS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- rates [CLIPS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- playback [ROOMS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- health-pictures docs/faces
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- voice [WINDOWS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- voice-train FILE
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- speakers [SCENES]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- cached-epochs [CLIPS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- personal [PLAYERS]
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- baseline MODEL CLIPS.csv
// dotnet run -c Release --project tests/MmaDfer.Sdk.Benchmarks -- small-training [ROUNDS]
switch (args)
{
    case ["peers", .. string[] rest]:
        PeersRun.Run(rest is [string rounds] ? int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture) : 11);
        break;
    case ["soak", .. string[] rest]:
        ReliabilityRuns.Soak(rest);
        break;
    case ["frame-times", .. string[] rest]:
        ReliabilityRuns.FrameTimes(rest);
        break;
    case ["reuse", .. string[] rest]:
        await ReuseRun.Compare(rest is [string people] ? int.Parse(people, System.Globalization.CultureInfo.InvariantCulture) : 10);
        foreach (int size in (int[])[112, 160])
            await ReuseRun.Cost(size);
        break;
    case ["changes", .. string[] rest]:
        await ChangesRun.Run(rest is [string players] ? int.Parse(players, System.Globalization.CultureInfo.InvariantCulture) : 3);
        break;
    case ["roll", .. string[] rest]:
        RollRun.Run(rest is [string clips] ? int.Parse(clips, System.Globalization.CultureInfo.InvariantCulture) : 500);
        break;
    case ["health", .. string[] rest]:
        HealthRun.Run(rest is [string count] ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) : 140);
        break;
    case ["rates", .. string[] rest]:
        RateRun.Run(rest is [string voices] ? int.Parse(voices, System.Globalization.CultureInfo.InvariantCulture) : 280);
        break;
    case ["playback", .. string[] rest]:
        PlaybackRun.Run(rest is [string rooms] ? int.Parse(rooms, System.Globalization.CultureInfo.InvariantCulture) : 10);
        break;
    case ["pushes"]:
        PushRun.Run();
        SceneRun.Push();
        break;
    case ["speakers", .. string[] rest]:
        await SceneRun.Run(rest is [string scenes] ? int.Parse(scenes, System.Globalization.CultureInfo.InvariantCulture) : 4);
        break;
    case ["cached-epochs", .. string[] rest]:
        CachedEpochsRun.Run(rest is [string epochClips] ? int.Parse(epochClips, System.Globalization.CultureInfo.InvariantCulture) : 8);
        break;
    case ["baseline", string judgedModel, string judgedClips]:
        BaselineRun.Run(judgedModel, judgedClips);
        break;
    case ["personal", .. string[] rest]:
        PersonalRun.Run(rest is [string persons] ? int.Parse(persons, System.Globalization.CultureInfo.InvariantCulture) : 40);
        break;
    case ["small-training", .. string[] rest]:
        SmallTrainingRun.Run(rest is [string steps] ? int.Parse(steps, System.Globalization.CultureInfo.InvariantCulture) : 30);
        break;
    case ["health-pictures", string folder]:
        HealthPictures.Write(folder);
        break;
    case ["voice", .. string[] rest]:
        VoiceRun.Run(rest is [string windows] ? int.Parse(windows, System.Globalization.CultureInfo.InvariantCulture) : 100);
        break;
    case ["voice-train", string file]:
        VoiceTraining.Run(2400, file);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(MatMulBenchmarks).Assembly).Run(args);
        break;
}
