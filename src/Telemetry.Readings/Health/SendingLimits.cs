namespace Telemetry.Readings.Health;

/// <summary>What the devices of a kind and an interval may send.</summary>
/// <param name="MessagesPerSecond">For ever.</param>
/// <param name="Burst">At once.</param>
/// <param name="EventsAreUnlimited">True where an event may be about a life: none of them is refused for their number.</param>
internal sealed record SendingLimits(double MessagesPerSecond, double Burst, bool EventsAreUnlimited);
