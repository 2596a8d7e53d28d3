namespace MmaDfer.Samples.Stage.Windows;

public static partial class Stages
{
    static partial void OpenWindow(string title, int width, int height, ref IStage? window, ref string why)
    {
        try
        {
            window = new SilkWindow(title, width, height);
        }
        // No display, no GLFW or no OpenGL 3.3: GLFW has a different exception for each.
        catch (Exception problem)
        {
            why = $"No window can be opened here: {problem.Message} --screenshot needs none.";
        }
    }
}
