// Recognises the emotion of a face and a voice.
//
//   dotnet run --project samples/Quickstart                          the included clips with the demo model
//   dotnet run --project samples/Quickstart -- --model my.safetensors --frames face.y4m --audio voice.wav
//   dotnet run --project samples/Quickstart -- --model my.safetensors --media film.mp4       needs ffmpeg
using System.Diagnostics;
using MmaDfer.Samples.Quickstart;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;

if (Arguments.Parse(args) is not { } arguments)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}
try
{
    // 1. The model. A real one is large: load it once and keep it.
    using EmotionRecognizer recognizer = EmotionRecognizer.Load(arguments.Model);

    foreach (Input input in arguments.Inputs)
    {
        // 2. A clip: frames of a face, and audio. One of the two may be missing (null).
        using IFrameSource? frames = input.OpenFrames();
        using IAudioSource? audio = input.OpenAudio();
        Clip clip = recognizer.ReadClip(frames, audio);

        // 3. The prediction.
        long start = Stopwatch.GetTimestamp();
        EmotionPrediction prediction = recognizer.Recognize(clip);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        Console.WriteLine($"{input.Name}: {prediction.Label}     ({clip.FrameCount} frames, {(clip.HasAudio ? "with" : "without")} audio, {recognizer.Engine}, {milliseconds:0} ms)");
        for (int i = 0; i < prediction.Labels.Count; i++)
            Console.WriteLine($"  {prediction.Labels[i],-15}{100 * prediction.Probabilities[i],5:0.0} %  {new string('#', (int)(40 * prediction.Probabilities[i]))}");
        Console.WriteLine();
    }
    if (recognizer.IsTrained == false)
        Console.WriteLine("Note: this model is untrained (its weights are random), so its predictions mean nothing.");
    else if (arguments.IsDemo)
        Console.WriteLine("The demo model knows only the cartoon faces it was trained on. For people, use other weights: see the README.");
    return 0;
}
// Every problem with a file or this machine is an exception of this type, with a message of one sentence.
catch (MmaDferException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
