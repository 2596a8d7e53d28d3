using MmaDfer.Sdk.Training.Recording;

namespace MmaDfer.Cli.Recording;

/// <summary>Listens to the keys of the terminal, on a thread of its own.</summary>
internal sealed class RecordKeys : IDisposable
{
    private readonly ClipRecorder _recorder;
    private readonly Thread _thread;
    private volatile bool _ending;

    public RecordKeys(ClipRecorder recorder)
    {
        _recorder = recorder;
        _thread = new Thread(Listen) { IsBackground = true, Name = "mmadfer keys" };
        _thread.Start();
    }

    /// <summary>Does what a key stands for.</summary>
    public static void Press(ClipRecorder recorder, char key)
    {
        switch (char.ToLowerInvariant(key))
        {
            case 'p' or ' ' when recorder.IsPaused:
                recorder.Resume();
                break;
            case 'p' or ' ':
                recorder.Pause();
                break;
            case 's':
                recorder.Skip();
                break;
            case 'r':
                recorder.RepeatLast();
                break;
            case 'q':
                recorder.Stop();
                break;
        }
    }

    public void Dispose()
    {
        _ending = true;
        _thread.Join();
    }

    private void Listen()
    {
        try
        {
            while (!_ending)
            {
                if (Console.KeyAvailable)
                    Press(_recorder, Console.ReadKey(intercept: true).KeyChar);
                else
                    Thread.Sleep(50);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            // The terminal is gone; the recording goes on.
        }
    }
}
