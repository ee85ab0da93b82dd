using Telemetry.Readings.Inventory.Derived;

namespace Telemetry.Readings.Inventory;

/// <summary>
/// The computed fields of a kind. To be asked once for each decoded reading, before it is stored, so that stores and rules
/// see them like any other field. Immutable; computing allocates nothing.
/// </summary>
public sealed class DerivedFields
{
    private readonly FieldTable _table;
    private readonly (FieldProfile Field, DerivedExpression Expression, int Decimals)[] _expressions;

    internal DerivedFields(FieldTable table, IReadOnlyList<(FieldProfile Field, DerivedExpression Expression)> expressions)
    {
        _table = table;
        _expressions = [.. expressions.Select(e => (e.Field, e.Expression, DecimalsOf(e.Field.Resolution)))];
    }

    /// <summary>Of a kind that has none.</summary>
    public static DerivedFields None { get; } = new(FieldTable.Empty, []);

    /// <summary>How many fields are computed: the most that <see cref="Compute"/> writes.</summary>
    public int Count => _expressions.Length;

    /// <summary>
    /// Computes what a reading allows. A field that the device sent itself is left alone; one that lacks a good value of
    /// what it is computed from, or has no finite result, is left out; one outside its physical range is bad.
    /// </summary>
    /// <param name="device">Its parameters and tables count; of the kind these fields belong to.</param>
    /// <param name="fields">The fields of one sample.</param>
    /// <param name="derived">Takes the computed fields; at least <see cref="Count"/> long. They have no text: format the number.</param>
    /// <returns>How many were written.</returns>
    public int Compute(Device device, ReadOnlySpan<DecodedField> fields, Span<DecodedField> derived)
    {
        if (_expressions.Length == 0)
            return 0;
        Span<double> numbers = stackalloc double[_table.Count];
        Span<bool> sent = stackalloc bool[_table.Count];
        numbers.Fill(double.NaN);
        sent.Clear();
        foreach (ref readonly DecodedField field in fields)
        {
            sent[field.FieldIndex] = true;
            if (field.Type == FieldType.Number && field.Quality is not (Quality.Bad or Quality.Suspect))
                numbers[field.FieldIndex] = field.Number;
        }

        int count = 0;
        foreach ((FieldProfile field, DerivedExpression expression, int decimals) in _expressions)
        {
            if (sent[field.Index])
                continue;
            double value = Round(expression.Compute(numbers, device.ParameterValues, device.CurveValues), field.Resolution, decimals);
            if (double.IsNaN(value))
                continue;
            bool isBad = value < field.PhysicalMinimum || value > field.PhysicalMaximum;
            derived[count++] = new DecodedField
            {
                FieldIndex = field.Index,
                Type = FieldType.Number,
                Number = value,
                Quality = isBad ? Quality.Bad : Quality.Good,
            };
            if (!isBad)
                numbers[field.Index] = value;
        }

        return count;
    }

    /// <summary>How many decimals a value of the step can have; one more than its first digit needs.</summary>
    private static int DecimalsOf(double resolution) =>
        double.IsNaN(resolution) ? 0 : Math.Max(0, (int)Math.Ceiling(-Math.Log10(resolution)) + 1);

    /// <summary>To the step of the field; the second rounding takes away what 0.1 cannot be in binary.</summary>
    private static double Round(double value, double resolution, int decimals)
    {
        if (double.IsNaN(resolution))
            return value;
        double rounded = Math.Round(value / resolution) * resolution;
        rounded = decimals <= 15 ? Math.Round(rounded, decimals) : rounded;
        return double.IsFinite(rounded) ? rounded : value;
    }
}
