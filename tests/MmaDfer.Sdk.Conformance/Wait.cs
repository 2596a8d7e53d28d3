namespace MmaDfer.Sdk.Conformance;

/// <summary>Waits for what another thread or process does. The limit is only for what never happens: a busy machine may take its time.</summary>
internal static class Wait
{
    /// <summary>How long a test waits before it fails.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Polls about every millisecond; fails the test if the condition does not become true.</summary>
    public static void Until(Func<bool> condition, string otherwise = "It does not happen.") => Until(condition, () => otherwise);

    /// <inheritdoc cref="Until(Func{bool}, string)"/>
    public static void Until(Func<bool> condition, Func<string> otherwise)
    {
        if (!SpinWait.SpinUntil(condition, Limit))
            Assert.Fail(otherwise());
    }

    /// <summary>Waits until a stream has processed all that was pushed.</summary>
    public static void UntilIdle(EmotionStream stream) => Until(() => stream.IsIdle, "The stream does not become idle.");

    /// <summary>Waits until a scene has processed all that was pushed.</summary>
    public static void UntilIdle(EmotionScene scene) => Until(() => scene.IsIdle, "The scene does not become idle.");
}
