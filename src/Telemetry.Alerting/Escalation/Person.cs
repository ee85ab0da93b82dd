using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Escalation;

/// <summary>Somebody who can be called. From the data folder, never from the city's files.</summary>
/// <param name="Id">Unique; also the name of the user that the person logs in as, when there is one.</param>
/// <param name="Name">For pages and calls.</param>
/// <param name="Contacts">Contact ways by name, such as <c>phone</c>; for the channel that carries the message.</param>
public sealed record Person(string Id, LocalizedText Name, IReadOnlyDictionary<string, string> Contacts);
