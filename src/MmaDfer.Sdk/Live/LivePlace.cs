namespace MmaDfer.Sdk.Live;

/// <summary>The place of a stream or a scene among the work, which ends with it: by disposal, or when the undisposed stream is collected.</summary>
/// <param name="leave">Ends it.</param>
internal sealed class LivePlace(Action leave) : IDisposable
{
    ~LivePlace()
    {
        try
        {
            leave();
        }
        catch (Exception)
        {
            // A listener of the metrics failed; on this thread that would end the program.
        }
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        leave();
    }
}
