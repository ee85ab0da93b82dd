namespace Telemetry.Readings.Inventory.Derived;

/// <summary>The names that the expression of a derived field may use.</summary>
/// <param name="Fields">The readings of the kind.</param>
/// <param name="Own">The field that is computed: fields derived behind it are not known yet.</param>
/// <param name="Parameters">The parameters of the kind.</param>
/// <param name="Curves">The tables of the kind.</param>
internal sealed record DerivedScope(
    FieldTable Fields, FieldProfile Own, IReadOnlyList<ParameterProfile> Parameters, IReadOnlyList<CurveProfile> Curves);
