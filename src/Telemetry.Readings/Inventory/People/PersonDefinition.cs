namespace Telemetry.Readings.Inventory.People;

/// <summary>A person of the data folder's <c>people.yaml</c>.</summary>
/// <param name="Id">Unique; also the name of the user that the person logs in as, when there is one.</param>
/// <param name="Name">For pages and calls.</param>
/// <param name="Contacts">Contact ways by name. Private: never in logs, metrics or mistakes.</param>
/// <param name="Duties">What the person stands.</param>
public sealed record PersonDefinition(string Id, LocalizedText Name, IReadOnlyDictionary<string, string> Contacts, IReadOnlyList<DutyAssignment> Duties)
{
    /// <summary>Without contacts: a record's own text would put them wherever a person is written.</summary>
    public override string ToString() => Id;
}
