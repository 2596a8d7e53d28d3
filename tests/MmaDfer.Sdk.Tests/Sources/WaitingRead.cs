using MmaDfer.Sdk.Conformance;

namespace MmaDfer.Sdk.Tests.Sources;

/// <summary>A read on a thread of its own that certainly waits.</summary>
internal static class WaitingRead
{
    /// <summary>Begins a read and comes back when it waits, however busy the machine is.</summary>
    public static Task<T> Start<T>(Func<T> read)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var begun = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            begun.Set();
            try
            {
                done.SetResult(read());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        }) { IsBackground = true };
        thread.Start();
        Assert.IsTrue(begun.Wait(Wait.Limit));
        // A moment of waiting may be for something else; one that lasts is the read's.
        int waits = 0;
        Assert.IsTrue(
            SpinWait.SpinUntil(
                () =>
                {
                    Thread.Sleep(10);
                    waits = thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin) ? waits + 1 : 0;
                    return waits == 10;
                },
                Wait.Limit),
            "The read does not wait.");
        Assert.IsFalse(done.Task.IsCompleted);
        return done.Task;
    }
}
