// Recognises the emotion of one clip: a face and a voice.
//
//   dotnet run --project samples/Quickstart                          the clip that ships with this sample
//   dotnet run --project samples/Quickstart -- --model my.safetensors --frames face.y4m --audio voice.wav
//   dotnet run --project samples/Quickstart -- --media film.mp4      needs the program ffmpeg
using System.Diagnostics;
using System.Globalization;
using MmaDfer.Sdk;
using MmaDfer.Sdk.Clips;
using MmaDfer.Sdk.Sources;

string[] known = ["--model", "--frames", "--audio", "--media"];
if (args.Length % 2 != 0 || args.Where((_, i) => i % 2 == 0).Any(a => !known.Contains(a)))
{
    Console.Error.WriteLine("Usage: [--model FILE] [--frames PATH] [--audio FILE] or [--model FILE] [--media FILE]");
    return 2;
}
string? Argument(string name) => Array.IndexOf(args, name) is >= 0 and int i && i + 1 < args.Length ? args[i + 1] : null;

string shipped = Path.Combine(AppContext.BaseDirectory, "clip");
string? media = Argument("--media"), givenFrames = Argument("--frames"), givenAudio = Argument("--audio");
bool nothingGiven = media is null && givenFrames is null && givenAudio is null;
string? framesPath = media ?? (nothingGiven ? Path.Combine(shipped, "face.y4m") : givenFrames);
string? audioPath = media ?? (nothingGiven ? Path.Combine(shipped, "voice.wav") : givenAudio);

try
{
    // 1. The model. It is large: load it once and keep it. Without a file, take the same network with random weights.
    Console.WriteLine("Loading the model ...");
    using EmotionRecognizer recognizer = Argument("--model") is string model
        ? EmotionRecognizer.Load(model)
        : EmotionRecognizer.CreateUntrained();

    // 2. The clip: pictures of a face, and its voice. One of the two may be missing (null).
    using IFrameSource? frames = framesPath is null ? null : FrameSource.Open(framesPath);
    using IAudioSource? audio = audioPath is null ? null : media is null ? AudioSource.Open(audioPath) : AudioSource.TryOpen(audioPath);
    Clip clip = recognizer.ReadClip(frames, audio);

    // 3. The answer.
    long start = Stopwatch.GetTimestamp();
    EmotionPrediction prediction = recognizer.Recognize(clip);
    double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

    Console.WriteLine($"{clip.FrameCount} frames, {(clip.HasAudio ? "with" : "without")} sound, on {recognizer.Engine}: {milliseconds:0} ms");
    for (int i = 0; i < prediction.Labels.Count; i++)
    {
        float probability = prediction.Probabilities[i];
        string percent = (100 * probability).ToString("0.0", CultureInfo.InvariantCulture).PadLeft(5);
        Console.WriteLine($"  {prediction.Labels[i],-15}{percent} %  {new string('#', (int)(40 * probability))}");
    }
    Console.WriteLine($"The answer: {prediction.Label}");
    if (recognizer.IsTrained == false)
        Console.WriteLine("But this model is untrained (its weights are random), so the answer means nothing yet. Give a real one: --model FILE");
    return 0;
}
// Everything that is wrong with a file or with this machine arrives as this one type, with one plain sentence.
catch (MmaDferException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
