// Makes the starter model: renders talking people, trains a small network on them from scratch and judges it on unknown people, and on those of
// another head model that nothing is trained on. An interrupted run resumes where it stopped.
//
//   dotnet run -c Release --project samples/TrainStarter -- --facekit ICT-FaceKit --makehuman makehuman --out OUT_FOLDER
using System.Diagnostics;
using MmaDfer.Samples.TrainStarter;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Training.Data;

var clock = Stopwatch.StartNew();
try
{
    Arguments arguments = Arguments.Parse(args);
    var people = new People(arguments);

    // 1. Training clips of people of whom nobody appears twice in the other sets. The validation clips only fit the temperature.
    ClipDataset train = people.Training(), validation = people.Validation();

    // 2. Each sense alone first, the face frame by frame, then what follows the encoders.
    string model = new StarterTraining(arguments).Run(train, validation);

    // 3. Judged on unseen people of both head models, with each sense alone, by skin tone, age and appearance.
    using EmotionRecognizer recognizer = EmotionRecognizer.Load(model);
    foreach ((string name, string list) in people.Judging())
        Console.WriteLine(new Judgement(recognizer, list).Table(name));
    Console.WriteLine($"{model}: {new FileInfo(model).Length / 1e6:0.0} MB, after {clock.Elapsed:h\\:mm\\:ss}");
    return 0;
}
catch (ArgumentException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
catch (Exception problem) when (problem is MmaDferException or IOException or UnauthorizedAccessException or InvalidDataException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
