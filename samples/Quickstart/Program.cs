// Recognises the emotion of a face and a voice.
//
//   dotnet run --project samples/Quickstart                          the clips that ship with this sample, with the demo model
//   dotnet run --project samples/Quickstart -- --model my.safetensors --frames face.y4m --audio voice.wav
//   dotnet run --project samples/Quickstart -- --model my.safetensors --media film.mp4       needs the program ffmpeg
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
        // 2. A clip: pictures of a face, and its voice. One of the two may be missing (null).
        using IFrameSource? frames = input.OpenFrames();
        using IAudioSource? audio = input.OpenAudio();
        Clip clip = recognizer.ReadClip(frames, audio);

        // 3. The answer.
        long start = Stopwatch.GetTimestamp();
        EmotionPrediction prediction = recognizer.Recognize(clip);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        Console.WriteLine($"{input.Name}: {prediction.Label}     ({clip.FrameCount} frames, {(clip.HasAudio ? "with" : "without")} sound, {recognizer.Engine}, {milliseconds:0} ms)");
        for (int i = 0; i < prediction.Labels.Count; i++)
            Console.WriteLine($"  {prediction.Labels[i],-15}{100 * prediction.Probabilities[i],5:0.0} %  {new string('#', (int)(40 * prediction.Probabilities[i]))}");
        Console.WriteLine();
    }
    if (recognizer.IsTrained == false)
        Console.WriteLine("But this model is untrained (its weights are random), so the answers mean nothing yet.");
    else if (arguments.IsDemo)
        Console.WriteLine("The demo model knows the cartoon faces that it was trained on, not people. For those, bring weights: see the README.");
    return 0;
}
// Everything that is wrong with a file or with this machine arrives as this one type, with one plain sentence.
catch (MmaDferException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
