using MmaDfer.Sdk.Training.Recording;

namespace MmaDfer.Cli.Recording;

/// <summary>Shows the steps of a recording as lines: "surprise: 3, 2, 1, now", then what became of it.</summary>
internal sealed class StepLines(TextWriter screen, int maxAttempts)
{
    private bool _within;

    public void Write(RecordingStepEventArgs step)
    {
        switch (step.Step)
        {
            case RecordingStep.Prompt when _within:
                screen.Write($", {step.SecondsLeft}");
                break;
            case RecordingStep.Prompt:
                screen.Write(step.SecondsLeft > 0 ? $"({step.Missing} missing)  {step.Label}: {step.SecondsLeft}" : $"({step.Missing} missing)  {step.Label}:");
                _within = true;
                break;
            case RecordingStep.Recording:
                screen.WriteLine(step.SecondsLeft == 0 && _within ? " ... now" : "now");
                _within = false;
                break;
            case RecordingStep.Again:
                WriteLine($"again (take {step.Attempt + 1} of {maxAttempts}), {step.Advice}");
                break;
            case RecordingStep.Kept:
                WriteLine(step.Advice.Length > 0 ? $"kept and marked, though {step.Advice}: {step.Clip!.Path}" : $"kept: {step.Clip!.Path}");
                break;
            case RecordingStep.Skipped:
                WriteLine(step.Advice.Length > 0 ? $"left out, as {step.Advice}" : "skipped");
                break;
            case RecordingStep.Removed:
                WriteLine($"deleted: {step.Clip!.Path}; once more");
                break;
            case RecordingStep.Paused:
                WriteLine("paused; p goes on");
                break;
        }
        screen.Flush();
    }

    private void WriteLine(string text)
    {
        if (_within)
            screen.WriteLine();
        _within = false;
        screen.WriteLine("  " + text);
    }
}
