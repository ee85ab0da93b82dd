namespace Telemetry.Worker.Ingest;

/// <summary>Whether devices can reach the worker right now; absence is judged only while they can.</summary>
internal interface IIngestState
{
    bool IsUp { get; }

    /// <summary>Where devices publish, for people.</summary>
    string Description { get; }
}
