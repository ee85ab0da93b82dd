using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Escalation;

/// <summary>A duty that answers for a device at a moment, and who stands in it then.</summary>
/// <param name="Duty">By role.</param>
/// <param name="Shift">The id of its shift at that moment; null for one without shifts.</param>
/// <param name="Holders">Who holds it; empty when nobody is known to, and then the role itself is called.</param>
/// <param name="Deputies">Who stands in for them, in order.</param>
/// <param name="Why">For people: why this duty, this shift and these people.</param>
public sealed record DutyLevel(Duty Duty, string? Shift, IReadOnlyList<Person> Holders, IReadOnlyList<Person> Deputies, LocalizedText Why)
{
    /// <summary>Duties that are deputies of this one and that nobody is known to hold: called by role when deputies are.</summary>
    public IReadOnlyList<Duty> UnheldDeputies { get; init; } = [];
}
