using System.Text.Json;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Console.Pages;

/// <summary>Something that is known about an incident: the number it is about, or a field of the event behind it.</summary>
/// <param name="Name">For people.</param>
/// <param name="Value">With its unit. What a device sent, so never to be trusted as markup.</param>
public sealed record Fact(LocalizedText Name, LocalizedText Value)
{
    private const string SnapshotField = "snapshot";

    /// <summary>An expression of more characters than this says less to whoever answers than the title does.</summary>
    private const int LongestName = 60;

    /// <summary>The id of the picture that an event names; null when it names none.</summary>
    public static string? SnapshotOf(string attributes)
    {
        using var json = JsonDocument.Parse(attributes);
        return json.RootElement.TryGetProperty(SnapshotField, out JsonElement id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
    }

    /// <summary>The fields of an event, in the order of its kind; without the picture, which is shown itself.</summary>
    /// <param name="attributes">A JSON object.</param>
    /// <param name="kind">Null when the device is no longer in the inventory.</param>
    public static IReadOnlyList<Fact> OfEvent(string attributes, DeviceKind? kind)
    {
        using var json = JsonDocument.Parse(attributes);
        var facts = new List<Fact>();
        foreach (JsonProperty property in json.RootElement.EnumerateObject())
        {
            FieldProfile? field = kind?.Events.Find(property.Name);
            if (property.Name != SnapshotField && DisplayText.Value(property.Value, field) is { } value)
                facts.Add(new Fact(field?.Title ?? (property.Name == OwnIncident.DetailField ? OwnIncident.DetailTitle : DisplayText.Same(property.Name)), value));
        }

        return facts;
    }

    /// <summary>What an incident is about.</summary>
    /// <param name="incident">It.</param>
    /// <param name="kind">Null when the device is no longer in the inventory.</param>
    public static IReadOnlyList<Fact> Of(Incident incident, DeviceKind? kind)
    {
        IReadOnlyList<Fact> facts = OfEvent(incident.Attributes, kind);

        // An event's number is one of its fields already.
        return facts.Count == 0 && incident.Value is { } value ? [OfNumber(value, incident.RuleId, kind)] : facts;
    }

    private static Fact OfNumber(double value, string ruleId, DeviceKind? kind)
    {
        if (ruleId.EndsWith("-group", StringComparison.Ordinal) && kind?.Rules.Any(rule => rule.Id.Value == ruleId) == false)
            return new Fact(new LocalizedText("设备数", "Devices"), DisplayText.Value(value, null));
        string? condition = kind?.Rules.FirstOrDefault(rule => rule.Id.Value == ruleId)?.When?.Value;
        int end = condition?.IndexOfAny(['<', '>', '=', '!']) ?? -1;
        string subject = end > 0 ? condition![..end].Trim() : "";
        FieldProfile? field = kind?.Readings.Find(subject);
        LocalizedText name = field?.Title ?? (subject.Length is > 0 and <= LongestName ? DisplayText.Same(subject) : new LocalizedText("数值", "Value"));
        return new Fact(name, DisplayText.Value(value, field));
    }
}
