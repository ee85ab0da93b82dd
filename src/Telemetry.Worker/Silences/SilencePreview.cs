using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Silences;

/// <summary>What a silence would catch.</summary>
/// <param name="Held">Open incidents that nobody has answered and that it would hold if it began now.</param>
/// <param name="Answered">Open incidents in scope that it leaves alone: somebody answered, or they are held already.</param>
/// <param name="Devices">In scope.</param>
/// <param name="Rules">In scope, of those devices.</param>
/// <param name="LifeSafetyRules">Those of <paramref name="Rules"/> about life safety.</param>
/// <param name="IsLifeSafetyCaught">False when it lets life safety call all the same.</param>
/// <param name="Days">How many days back <paramref name="Recent"/> goes.</param>
/// <param name="Recent">Incidents that it would have caught then.</param>
/// <param name="RecentLifeSafety">Those of them about life safety.</param>
public sealed record SilencePreview(
    IReadOnlyList<Incident> Held, int Answered, IReadOnlyList<Device> Devices, IReadOnlyList<string> Rules, IReadOnlyList<string> LifeSafetyRules,
    bool IsLifeSafetyCaught, int Days, long Recent, long RecentLifeSafety);
