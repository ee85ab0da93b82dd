using Telemetry.Readings.Codecs;

namespace Telemetry.Readings.Inventory;

/// <summary>
/// The one table of units: those that every city knows, and how else they are written on the wire (RFC 8428 section 12.1, the secondary units
/// of RFC 8798, usual spellings). A system file may name further ones under <c>units</c>; anything else is a mistake, so
/// that <c>Mpa</c> does not become a second unit of pressure. Units that measure different things in the same dimension (W and VA, Hz and
/// rpm of a shaft) are kept apart here.
/// </summary>
public static class FieldUnits
{
    private const double Minute = 60;
    private const double Hour = 3_600;
    private const double Day = 86_400;
    private const double Zero = 273.15;

    private static readonly (FieldUnit Unit, bool IsOfFields)[] Table =
    [
        .. Of("ratio", [("1", 1, 1), ("%", 1, 100), ("ppm", 1, 1e6), ("ppb", 1, 1e9)], ("/", 1, 1), ("/100", 1, 100), ("/1000", 1, 1_000), ("%RH", 1, 100), ("%EL", 1, 100)),
        .. Of("count", [("items", 1, 1)]),
        (new("degC", "temperature", 1, 1, Zero), true), (new("K", "temperature", 1, 1), true),
        (new("Cel", "temperature", 1, 1, Zero), false), (new("degF", "temperature", 5, 9, 459.67 * 5 / 9), false),
        .. Of("pressure", [("Pa", 1, 1), ("kPa", 1_000, 1), ("MPa", 1e6, 1), ("bar", 1e5, 1)], ("hPa", 100, 1), ("mbar", 100, 1)),
        .. Of("length", [("mm", 1, 1_000), ("cm", 1, 100), ("m", 1, 1), ("km", 1_000, 1)]),
        .. Of("area", [("m2", 1, 1), ("km2", 1e6, 1), ("mu", 10_000, 15)], ("ha", 10_000, 1)),
        .. Of("volume", [("L", 1, 1_000), ("m3", 1, 1), ("10^4m3", 10_000, 1)], ("l", 1, 1_000), ("ml", 1, 1e6)),
        .. Of("mass", [("kg", 1, 1), ("t", 1_000, 1)], ("g", 1, 1_000)),
        .. Of("angle", [("deg", Math.PI, 180)], ("rad", 1, 1)),
        .. Of("time", [("ms", 1, 1_000), ("s", 1, 1), ("min", Minute, 1), ("h", Hour, 1), ("d", Day, 1)]),
        .. Of("frequency", [("Hz", 1, 1)], ("kHz", 1_000, 1), ("MHz", 1e6, 1)),
        .. Of("rate", [("1/s", 1, 1)], ("1/min", 1, Minute), ("1/h", 1, Hour)),
        .. Of("rotation", [("rpm", 1, Minute)], ("r/min", 1, Minute)),
        .. Of("speed", [("mm/s", 1, 1_000), ("m/s", 1, 1), ("km/h", 10, 36), ("m/h", 1, Hour), ("mm/min", 1, 1_000 * Minute), ("mm/h", 1, 1_000 * Hour)]),
        .. Of("acceleration", [("m/s2", 1, 1)], ("mm/s2", 1, 1_000)),
        .. Of("volume flow", [("L/s", 1, 1_000), ("L/min", 1, 1_000 * Minute), ("L/h", 1, 1_000 * Hour), ("m3/s", 1, 1), ("m3/h", 1, Hour)],
            ("m3/d", 1, Day), ("l/s", 1, 1_000), ("l/min", 1, 1_000 * Minute), ("l/h", 1, 1_000 * Hour)),
        .. Of("mass flow", [("kg/s", 1, 1), ("t/h", 1_000, Hour)], ("kg/h", 1, Hour)),
        .. Of("voltage", [("mV", 1, 1_000), ("V", 1, 1), ("kV", 1_000, 1)]),
        .. Of("current", [("mA", 1, 1_000), ("A", 1, 1)], ("kA", 1_000, 1)),
        .. Of("charge", [], ("C", 1, 1), ("Ah", Hour, 1), ("mAh", Hour, 1_000)),
        .. Of("power", [("W", 1, 1), ("kW", 1_000, 1), ("MW", 1e6, 1)], ("mW", 1, 1_000)),
        .. Of("apparent power", [("VA", 1, 1), ("kVA", 1_000, 1)]),
        .. Of("reactive power", [("var", 1, 1), ("kvar", 1_000, 1)]),
        .. Of("energy", [("Wh", Hour, 1), ("kWh", 1_000 * Hour, 1), ("MWh", 1e6 * Hour, 1), ("MJ", 1e6, 1), ("GJ", 1e9, 1)], ("J", 1, 1), ("kJ", 1_000, 1)),
        .. Of("apparent energy", [], ("VAs", 1, 1), ("VAh", Hour, 1), ("kVAh", 1_000 * Hour, 1)),
        .. Of("reactive energy", [], ("vars", 1, 1), ("varh", Hour, 1), ("kvarh", 1_000 * Hour, 1)),
        .. Of("resistance", [("ohm", 1, 1), ("Mohm", 1e6, 1)], ("Ohm", 1, 1), ("kOhm", 1_000, 1), ("MOhm", 1e6, 1)),
        .. Of("irradiance", [("W/m2", 1, 1)], ("kW/m2", 1_000, 1)),
        .. Of("insolation", [("kWh/m2", 1_000 * Hour, 1)]),
        .. Of("illuminance", [("lx", 1, 1)], ("klx", 1_000, 1)),
        .. Of("sound", [("dB", 1, 1)]),
        .. Of("signal", [("dBm", 1, 1)]),
        .. Of("concentration", [("mg/L", 1, 1_000), ("ug/m3", 1, 1e9), ("mg/m3", 1, 1e6), ("g/m3", 1, 1_000)], ("mg/l", 1, 1_000), ("g/l", 1, 1), ("g/L", 1, 1), ("kg/m3", 1, 1)),
        .. Of("turbidity", [("NTU", 1, 1)]),
        .. Of("acidity", [("pH", 1, 1)]),
        .. Of("conductivity", [("uS/cm", 1, 10_000)], ("mS/cm", 1, 10), ("S/m", 1, 1)),
        .. Of("force", [("N", 1, 1), ("kN", 1_000, 1)]),
        .. Of("torque", [("Nm", 1, 1)]),
        .. Of("money", [("CNY", 1, 1)]),
        .. Of("data", [], ("bit", 1, 1), ("B", 8, 1), ("KiB", 8_192, 1), ("GB", 8e9, 1)),
        .. Of("data rate", [], ("bit/s", 1, 1), ("B/s", 8, 1), ("Mbit/s", 1e6, 1), ("MB/s", 8e6, 1)),
    ];

    private static readonly Utf8Map<FieldUnit> Known = new(Table.Select(row => KeyValuePair.Create(row.Unit.Symbol, row.Unit)));

    /// <summary>What fields, parameters and tables may be in.</summary>
    public static IReadOnlyList<FieldUnit> All { get; } = [.. Table.Where(row => row.IsOfFields).Select(row => row.Unit)];

    /// <summary>The unit of this name, those of the wire among them; null for one that is not known, which only equals itself.</summary>
    internal static FieldUnit? Find(ReadOnlySpan<byte> name) => Known.Find(name);

    // In terms of the SI unit of the quantity: multiplier and divisor.
    private static IEnumerable<(FieldUnit Unit, bool IsOfFields)> Of(
        string quantity, (string Symbol, double Multiplier, double Divisor)[] ofFields, params (string Symbol, double Multiplier, double Divisor)[] ofTheWire) =>
        [
            .. ofFields.Select(unit => (new FieldUnit(unit.Symbol, quantity, unit.Multiplier, unit.Divisor), true)),
            .. ofTheWire.Select(unit => (new FieldUnit(unit.Symbol, quantity, unit.Multiplier, unit.Divisor), false)),
        ];
}
