namespace MmaDfer.Sdk.Conformance;

/// <summary>Waits for what another thread or process does. The limit is only for what never happens: a busy machine may take its time.</summary>
internal static class Wait
{
    /// <summary>How long a test waits before it fails.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Polls every millisecond or so; fails the test if the condition does not come true.</summary>
    public static void Until(Func<bool> condition, string otherwise = "It does not happen.") =>
        Assert.IsTrue(SpinWait.SpinUntil(condition, Limit), otherwise);

    /// <summary>Waits until a stream has processed all that was pushed.</summary>
    public static void UntilIdle(EmotionStream stream) => Until(() => stream.IsIdle, "The stream does not become idle.");

    /// <summary>Gives the result of a task; fails the test if it does not end.</summary>
    public static async Task<T> For<T>(Task<T> task) => await task.WaitAsync(Limit);
}
