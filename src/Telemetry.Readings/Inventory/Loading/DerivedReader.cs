using Telemetry.Readings.Inventory.Derived;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Compiles the derived fields of a kind.</summary>
internal static class DerivedReader
{
    public static DerivedFields Compile(
        FieldTable fields, IReadOnlyList<ParameterProfile> parameters, IReadOnlyList<CurveProfile> curves, MistakeList mistakes)
    {
        var expressions = new List<(FieldProfile, DerivedExpression)>();
        var found = new List<Mistake>();
        foreach (FieldProfile field in fields.Fields)
        {
            if (field.Derived is { } text
                && DerivedParser.Parse(text, new DerivedScope(fields, field, parameters, curves), found) is { } expression)
            {
                expressions.Add((field, expression));
            }
        }

        foreach (Mistake mistake in found)
            mistakes.Add(mistake.File, mistake.Line, mistake.Column, mistake.Message);
        return expressions.Count == 0 ? DerivedFields.None : new DerivedFields(fields, expressions);
    }
}
