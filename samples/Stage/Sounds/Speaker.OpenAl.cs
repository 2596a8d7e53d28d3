using MmaDfer.Sdk;
using MmaDfer.Sdk.Media;

namespace MmaDfer.Samples.Stage.Sounds;

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
        // No speaker, no library: then it is silent.
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
        // A speaker that was unplugged: the next sound tries it again.
        catch (MediaException problem)
        {
            Name = $"none: {problem.Message}";
        }
        // The end, in the middle of a sound.
        catch (ObjectDisposedException)
        {
        }
    }
}
