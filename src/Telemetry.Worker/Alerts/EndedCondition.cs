namespace Telemetry.Worker.Alerts;

/// <summary>A condition whose rule or device is not there any more: its incident ends, and its history says why.</summary>
/// <param name="Id">Of the incident.</param>
/// <param name="Position">Of the record that ended it.</param>
/// <param name="AtMs">Unix milliseconds; null for now.</param>
/// <param name="Reason">For people, in Chinese and English.</param>
internal sealed record EndedCondition(string Id, long Position, long? AtMs, string Reason);
