using Telemetry.Simulators.Payloads;

namespace Telemetry.Simulators.Running;

/// <summary>What all devices of one run share.</summary>
/// <param name="Root">First level of every topic.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="IntervalScale">Factor on every sampling interval.</param>
/// <param name="StartMs">Simulated time of the start, Unix milliseconds.</param>
/// <param name="Statistics">Counts.</param>
/// <param name="Encoder">Used on the fleet's thread only.</param>
/// <param name="Failed">Takes an error that nobody expected; the run ends with it.</param>
internal sealed record FleetContext(
    string Root,
    ulong Seed,
    double IntervalScale,
    long StartMs,
    Statistics Statistics,
    PayloadEncoder Encoder,
    Action<Exception> Failed);
