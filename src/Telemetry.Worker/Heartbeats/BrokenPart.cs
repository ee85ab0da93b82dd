namespace Telemetry.Worker.Heartbeats;

/// <summary>A part of the way of an alarm that does not work.</summary>
/// <param name="Name">One of <see cref="AlarmPath.Parts"/>.</param>
/// <param name="Why">For people.</param>
internal sealed record BrokenPart(string Name, string Why);
