using Telemetry.Alerting.Expressions.Units;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>What an expression may speak of.</summary>
/// <param name="kind">The kind of device that it is about.</param>
/// <param name="fields">The fields of the sample: readings or events of the kind.</param>
/// <param name="windows">Where windows are kept, shared by the rules of a kind; null where there are none.</param>
/// <param name="neighbourhood">The devices around; null when the inventory is not known.</param>
internal sealed class Names(DeviceKind kind, FieldTable fields, List<Window>? windows, Neighbourhood? neighbourhood)
{
    public DeviceKind Kind { get; } = kind;

    public FieldTable Fields { get; } = fields;

    public List<Window>? Windows { get; } = windows;

    public Neighbourhood? Neighbourhood { get; } = neighbourhood;

    public UnitTable Units { get; private init; } = new(kind);

    public bool IsEvent => ReferenceEquals(Fields, Kind.Events) && !ReferenceEquals(Fields, Kind.Readings);

    /// <summary>True within <c>site.count(...)</c>: what is asked of another device has neither texts nor windows.</summary>
    public bool IsElsewhere { get; private init; }

    public IEnumerable<string> FieldNames => Fields.Fields.Select(known => known.Name);

    /// <summary>The names of another device of the same kind.</summary>
    public Names Elsewhere() => new(Kind, Kind.Readings, windows: null, Neighbourhood) { IsElsewhere = true, Units = Units };

    public ParameterProfile? Parameter(string name) => Kind.Parameters.FirstOrDefault(parameter => parameter.Name == name);
}
