namespace Telemetry.Storage.Stores;

/// <summary>A store does not answer, or answered with an error that may pass.</summary>
public sealed class StoreUnavailableException : Exception
{
    public StoreUnavailableException(string message)
        : base(message)
    {
    }

    public StoreUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
