namespace Telemetry.Readings.Health;

/// <summary>What the devices of a kind and an interval may send.</summary>
/// <param name="MessagesPerSecond">For ever.</param>
/// <param name="Burst">At once.</param>
/// <param name="EventsAreForLife">True where an event may be about a life: events have a high limit of their own, which readings take nothing of.</param>
internal sealed record SendingLimits(double MessagesPerSecond, double Burst, bool EventsAreForLife);
