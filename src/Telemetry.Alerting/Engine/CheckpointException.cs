namespace Telemetry.Alerting.Engine;

/// <summary>A checkpoint of the rule engine cannot be read: it is damaged, of something else, or of a newer version.</summary>
public sealed class CheckpointException : Exception
{
    public CheckpointException(string message)
        : base(message)
    {
    }

    public CheckpointException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
