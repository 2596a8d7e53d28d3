using MmaDfer.Sdk;
using MmaDfer.Sdk.Media;

namespace MmaDfer.Samples.Stage.Audio;

public sealed partial class Speaker
{
    private OpenAlSpeaker? _openAl;

    partial void Open(ref Action<float[]>? play, ref string name)
    {
        try
        {
            _openAl = OpenAlSpeaker.Open(Rate);
            (play, name) = (Play, "OpenAL");
        }
        // No speaker or no library: silent.
        catch (MediaException problem)
        {
            name = $"none: {problem.Message}";
        }
    }

    partial void Close() => _openAl?.Dispose();

    private void Play(float[] sound)
    {
        try
        {
            _openAl!.Write(sound);
            _openAl.Drain();
            Name = "OpenAL";
        }
        // The speaker was unplugged: the next sound tries again.
        catch (MediaException problem)
        {
            Name = $"none: {problem.Message}";
        }
        // Disposed during a sound.
        catch (ObjectDisposedException)
        {
        }
    }
}
