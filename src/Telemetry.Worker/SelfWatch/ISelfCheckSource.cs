namespace Telemetry.Worker.SelfWatch;

/// <summary>Checks that come and go while the worker runs, such as one for each duty.</summary>
internal interface ISelfCheckSource
{
    /// <summary>Those that there are now, each with a rule of its own. Asked every few seconds, must not block.</summary>
    IReadOnlyList<ISelfCheck> Checks();
}
