namespace MmaDfer.Sdk.Sources.Devices;

/// <summary>One use of a device, from its opening to its loss. Made without waiting, so that disposing can end the waiting in between.</summary>
internal interface ICapture : IDisposable
{
    /// <summary>Waits until the device gives something.</summary>
    /// <exception cref="MediaException">It cannot be opened.</exception>
    void Open();
}
