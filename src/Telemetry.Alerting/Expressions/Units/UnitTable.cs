using System.Collections.Frozen;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Units;

/// <summary>
/// What the units of <see cref="FieldUnits"/> are in terms of each other, and a kind's own units, which only equal themselves.
/// </summary>
internal sealed class UnitTable
{
    // Of the quantities that can be added and multiplied with each other; the rest only equal themselves. What FieldUnits keeps apart may meet here: a
    // power of W and one of VA, a torque and an energy.
    private static readonly FrozenDictionary<string, Dimension> Dimensions = new Dictionary<string, Dimension>
    {
        ["ratio"] = Dimension.None,
        ["count"] = Dimension.None,
        ["length"] = new(1, 0, 0, 0, 0),
        ["area"] = new(2, 0, 0, 0, 0),
        ["volume"] = new(3, 0, 0, 0, 0),
        ["mass"] = new(0, 1, 0, 0, 0),
        ["time"] = new(0, 0, 1, 0, 0),
        ["temperature"] = new(0, 0, 0, 1, 0),
        ["current"] = new(0, 0, 0, 0, 1),
        ["frequency"] = new(0, 0, -1, 0, 0),
        ["rate"] = new(0, 0, -1, 0, 0),
        ["rotation"] = new(0, 0, -1, 0, 0),
        ["speed"] = new(1, 0, -1, 0, 0),
        ["acceleration"] = new(1, 0, -2, 0, 0),
        ["pressure"] = new(-1, 1, -2, 0, 0),
        ["volume flow"] = new(3, 0, -1, 0, 0),
        ["mass flow"] = new(0, 1, -1, 0, 0),
        ["voltage"] = new(2, 1, -3, 0, -1),
        ["resistance"] = new(2, 1, -3, 0, -2),
        ["power"] = new(2, 1, -3, 0, 0),
        ["apparent power"] = new(2, 1, -3, 0, 0),
        ["reactive power"] = new(2, 1, -3, 0, 0),
        ["energy"] = new(2, 1, -2, 0, 0),
        ["torque"] = new(2, 1, -2, 0, 0),
        ["irradiance"] = new(0, 1, -3, 0, 0),
        ["insolation"] = new(0, 1, -2, 0, 0),
        ["concentration"] = new(-3, 1, 0, 0, 0),
        ["conductivity"] = new(-3, -1, 3, 0, 2),
        ["force"] = new(1, 1, -2, 0, 0),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, TermUnit> KnownUnits =
        FieldUnits.All.ToFrozenDictionary(unit => unit.Symbol, Known);

    private readonly Dictionary<string, TermUnit> _own = [];

    /// <summary>The units that every city knows.</summary>
    public UnitTable()
    {
    }

    /// <summary>With those that only the fields, parameters and tables of a kind have.</summary>
    public UnitTable(DeviceKind kind)
    {
        var symbols = kind.Readings.Fields.Concat(kind.Events.Fields).Select(field => field.Unit)
            .Concat(kind.Parameters.Select(parameter => parameter.Unit))
            .Concat(kind.Curves.SelectMany(curve => (string[])[curve.FromUnit, curve.ToUnit]));
        foreach (string symbol in symbols)
        {
            Of(symbol);
        }
    }

    public IEnumerable<string> Symbols => KnownUnits.Keys.Concat(_own.Keys);

    /// <summary>The unit of this name; one that is not known becomes a quantity of its own.</summary>
    public TermUnit Of(string symbol)
    {
        if (symbol.Length == 0)
        {
            return TermUnit.Open;
        }

        if (Find(symbol) is { } unit)
        {
            return unit;
        }

        return _own[symbol] = new TermUnit(Certainty.Known, Dimension.OfOwn(symbol), 1, symbol);
    }

    public TermUnit? Find(string symbol) =>
        KnownUnits.TryGetValue(symbol, out var known) || _own.TryGetValue(symbol, out known) ? known : null;

    private static TermUnit Known(FieldUnit unit) => !Dimensions.TryGetValue(unit.Quantity, out var dimension)
        ? new(Certainty.Known, Dimension.OfOwn(unit.Symbol), 1, unit.Symbol)
        : new(
            Certainty.Known,
            dimension,
            unit.Multiplier / unit.Divisor,
            unit.Symbol,
            unit.Symbol switch { "degC" => TemperatureKind.Absolute, "K" => TemperatureKind.Difference, _ => TemperatureKind.Either });
}
