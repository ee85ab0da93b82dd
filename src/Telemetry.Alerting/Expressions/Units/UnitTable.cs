using System.Collections.Frozen;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Units;

/// <summary>
/// What the units of <see cref="FieldUnits"/> are in terms of each other, and a kind's own units, which only equal themselves.
/// </summary>
internal sealed class UnitTable
{
    private const double Hour = 3600;
    private const double Minute = 60;
    private const double Day = 86_400;

    private static readonly Dimension Length = new(1, 0, 0, 0, 0);
    private static readonly Dimension Mass = new(0, 1, 0, 0, 0);
    private static readonly Dimension Time = new(0, 0, 1, 0, 0);
    private static readonly Dimension Current = new(0, 0, 0, 0, 1);
    private static readonly Dimension Pressure = new(-1, 1, -2, 0, 0);
    private static readonly Dimension Energy = new(2, 1, -2, 0, 0);
    private static readonly Dimension Power = new(2, 1, -3, 0, 0);

    private static readonly FrozenDictionary<string, TermUnit> KnownUnits = Build();

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

    private static FrozenDictionary<string, TermUnit> Build()
    {
        var units = new Dictionary<string, TermUnit>();
        Add(Dimension.None, ("1", 1), ("%", 0.01), ("ppm", 1e-6), ("ppb", 1e-9), ("items", 1));
        Add(Length, ("mm", 1e-3), ("cm", 1e-2), ("m", 1), ("km", 1e3));
        Add(Length with { Length = 2 }, ("m2", 1), ("km2", 1e6), ("mu", 10_000.0 / 15));
        Add(Length with { Length = 3 }, ("L", 1e-3), ("m3", 1), ("10^4m3", 1e4));
        Add(Mass, ("kg", 1), ("t", 1e3));
        Add(Time, ("ms", 1e-3), ("s", 1), ("min", Minute), ("h", Hour), ("d", Day));
        Add(Time.Inverted(), ("Hz", 1), ("1/s", 1), ("rpm", 1 / Minute));
        Add(new(1, 0, -1, 0, 0), ("mm/s", 1e-3), ("m/s", 1), ("km/h", 1e3 / Hour), ("mm/min", 1e-3 / Minute), ("mm/h", 1e-3 / Hour), ("m/h", 1 / Hour));
        Add(new(1, 0, -2, 0, 0), ("m/s2", 1));
        Add(Pressure, ("Pa", 1), ("kPa", 1e3), ("MPa", 1e6), ("bar", 1e5));
        Add(new(3, 0, -1, 0, 0), ("L/s", 1e-3), ("L/min", 1e-3 / Minute), ("L/h", 1e-3 / Hour), ("m3/s", 1), ("m3/h", 1 / Hour));
        Add(new(0, 1, -1, 0, 0), ("kg/s", 1), ("t/h", 1e3 / Hour));
        Add(Current, ("mA", 1e-3), ("A", 1));
        Add(new(2, 1, -3, 0, -1), ("mV", 1e-3), ("V", 1), ("kV", 1e3));
        Add(new(2, 1, -3, 0, -2), ("ohm", 1), ("Mohm", 1e6));
        Add(Power, ("W", 1), ("kW", 1e3), ("MW", 1e6), ("VA", 1), ("kVA", 1e3), ("var", 1), ("kvar", 1e3));
        Add(Energy, ("Wh", Hour), ("kWh", 1e3 * Hour), ("MWh", 1e6 * Hour), ("MJ", 1e6), ("GJ", 1e9), ("Nm", 1));
        Add(new(0, 1, -3, 0, 0), ("W/m2", 1));
        Add(new(0, 1, -2, 0, 0), ("kWh/m2", 1e3 * Hour));
        Add(new(-3, 1, 0, 0, 0), ("mg/L", 1e-3), ("ug/m3", 1e-9), ("mg/m3", 1e-6), ("g/m3", 1e-3));
        Add(new(-3, -1, 3, 0, 2), ("uS/cm", 1e-4));
        Add(new(1, 1, -2, 0, 0), ("N", 1), ("kN", 1e3));
        foreach (string own in (string[])["deg", "lx", "dB", "dBm", "NTU", "pH", "CNY"])
        {
            Add(Dimension.OfOwn(own), (own, 1));
        }

        var temperature = new Dimension(0, 0, 0, 1, 0);
        units["degC"] = new(Certainty.Known, temperature, 1, "degC", TemperatureKind.Absolute);
        units["K"] = new(Certainty.Known, temperature, 1, "K", TemperatureKind.Difference);
        return units.ToFrozenDictionary();

        void Add(Dimension dimension, params ReadOnlySpan<(string Symbol, double Scale)> same)
        {
            foreach (var (symbol, scale) in same)
            {
                units[symbol] = new TermUnit(Certainty.Known, dimension, scale, symbol);
            }
        }
    }
}
