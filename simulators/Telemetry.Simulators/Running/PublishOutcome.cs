namespace Telemetry.Simulators.Running;

internal enum PublishOutcome
{
    /// <summary>The broker has acknowledged it.</summary>
    Acknowledged,

    /// <summary>The broker has acknowledged it with a reason code that says no.</summary>
    Refused,

    /// <summary>The connection was closed or aborted before an answer.</summary>
    Lost,
}
