namespace Telemetry.Storage.Stores;

/// <summary>A store cannot be used as it is configured. The message names the option and the mend.</summary>
public sealed class StoreConfigurationException : Exception
{
    public StoreConfigurationException(string message)
        : base(message)
    {
    }

    public StoreConfigurationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
