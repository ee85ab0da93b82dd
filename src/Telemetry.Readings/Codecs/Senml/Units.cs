namespace Telemetry.Readings.Codecs.Senml;

/// <summary>
/// The units of RFC 8428 (section 12.1), the secondary units of RFC 8798, and those that systems' files write. Units that
/// measure different things in the same dimension (W and VA, Hz and 1/min of a shaft) are kept apart.
/// </summary>
internal static class Units
{
    private const double Day = 86_400;
    private const double Hour = 3_600;
    private static readonly Utf8Map<Unit> Known = new(Table());

    /// <summary>The unit of this name; null for one that is not known, which only equals itself.</summary>
    public static Unit? Find(ReadOnlySpan<byte> name) => Known.Find(name);

    /// <summary>The unit of what a rate adds up to over seconds (<c>s</c> of SenML): W gives J, m3/s gives m3.</summary>
    public static Unit? SumOf(Unit rate) => rate.Quantity switch
    {
        "power" => rate with { Quantity = "energy" },
        "reactive-power" => rate with { Quantity = "reactive-energy" },
        "apparent-power" => rate with { Quantity = "apparent-energy" },
        "current" => rate with { Quantity = "charge" },
        "volume-flow" => rate with { Quantity = "volume" },
        "mass-flow" => rate with { Quantity = "mass" },
        "speed" => rate with { Quantity = "length" },
        "data-rate" => rate with { Quantity = "data" },
        _ => null,
    };

    private static IEnumerable<KeyValuePair<string, Unit>> Table() =>
    [
        .. Of("length", ("m", 1, 1), ("mm", 1, 1_000), ("cm", 1, 100), ("km", 1_000, 1)),
        .. Of("area", ("m2", 1, 1), ("km2", 1_000_000, 1), ("ha", 10_000, 1)),
        .. Of("volume", ("m3", 1, 1), ("l", 1, 1_000), ("L", 1, 1_000), ("ml", 1, 1_000_000)),
        .. Of("mass", ("kg", 1, 1), ("g", 1, 1_000), ("t", 1_000, 1)),
        .. Of("time", ("s", 1, 1), ("ms", 1, 1_000), ("min", 60, 1), ("h", Hour, 1), ("d", Day, 1)),
        .. Of("current", ("A", 1, 1), ("mA", 1, 1_000), ("kA", 1_000, 1)),
        .. Of("charge", ("C", 1, 1), ("Ah", Hour, 1), ("mAh", Hour, 1_000)),
        .. Of("voltage", ("V", 1, 1), ("mV", 1, 1_000), ("kV", 1_000, 1)),
        .. Of("power", ("W", 1, 1), ("mW", 1, 1_000), ("kW", 1_000, 1), ("MW", 1_000_000, 1)),
        .. Of("apparent-power", ("VA", 1, 1), ("kVA", 1_000, 1)),
        .. Of("reactive-power", ("var", 1, 1), ("kvar", 1_000, 1)),
        .. Of("energy", ("J", 1, 1), ("kJ", 1_000, 1), ("MJ", 1e6, 1), ("GJ", 1e9, 1), ("Wh", Hour, 1), ("kWh", 1_000 * Hour, 1), ("MWh", 1e6 * Hour, 1)),
        .. Of("apparent-energy", ("VAs", 1, 1), ("VAh", Hour, 1), ("kVAh", 1_000 * Hour, 1)),
        .. Of("reactive-energy", ("vars", 1, 1), ("varh", Hour, 1), ("kvarh", 1_000 * Hour, 1)),
        .. Of("pressure", ("Pa", 1, 1), ("hPa", 100, 1), ("kPa", 1_000, 1), ("MPa", 1e6, 1), ("bar", 1e5, 1), ("mbar", 100, 1)),
        .. Of("frequency", ("Hz", 1, 1), ("kHz", 1_000, 1), ("MHz", 1e6, 1)),
        .. Of("count-rate", ("1/s", 1, 1), ("1/min", 1, 60), ("1/h", 1, Hour)),
        .. Of("rotation", ("r/min", 1, 1), ("rpm", 1, 1)),
        .. Of("speed", ("m/s", 1, 1), ("mm/s", 1, 1_000), ("m/h", 1, Hour), ("mm/h", 1, 1_000 * Hour), ("km/h", 10, 36)),
        .. Of("volume-flow", ("m3/s", 1, 1), ("m3/h", 1, Hour), ("m3/d", 1, Day), ("l/s", 1, 1_000), ("L/s", 1, 1_000), ("l/min", 1, 60_000), ("L/min", 1, 60_000), ("l/h", 1, 1_000 * Hour), ("L/h", 1, 1_000 * Hour)),
        .. Of("mass-flow", ("kg/s", 1, 1), ("kg/h", 1, Hour), ("t/h", 1_000, Hour)),
        .. Of("ratio", ("/", 1, 1), ("1", 1, 1), ("%", 1, 100), ("/100", 1, 100), ("/1000", 1, 1_000), ("ppm", 1, 1_000_000), ("%RH", 1, 100), ("%EL", 1, 100)),
        .. Of("density", ("kg/m3", 1, 1), ("g/l", 1, 1), ("g/L", 1, 1), ("mg/l", 1, 1_000), ("mg/L", 1, 1_000), ("mg/m3", 1, 1_000_000), ("ug/m3", 1, 1e9)),
        .. Of("illuminance", ("lx", 1, 1), ("klx", 1_000, 1)),
        .. Of("irradiance", ("W/m2", 1, 1), ("kW/m2", 1_000, 1)),
        .. Of("conductivity", ("S/m", 1, 1), ("mS/cm", 1, 10), ("uS/cm", 1, 10_000)),
        .. Of("acceleration", ("m/s2", 1, 1), ("mm/s2", 1, 1_000)),
        .. Of("force", ("N", 1, 1), ("kN", 1_000, 1)),
        .. Of("resistance", ("Ohm", 1, 1), ("kOhm", 1_000, 1), ("MOhm", 1e6, 1)),
        .. Of("angle", ("rad", Math.PI, Math.PI), ("deg", Math.PI, 180)),
        .. Of("data", ("bit", 1, 1), ("B", 8, 1), ("KiB", 8_192, 1), ("GB", 8e9, 1)),
        .. Of("data-rate", ("bit/s", 1, 1), ("B/s", 8, 1), ("Mbit/s", 1e6, 1), ("MB/s", 8e6, 1)),
        new("K", new Unit("temperature", 1, 1, 0)),
        .. from name in (string[])["Cel", "degC"] select KeyValuePair.Create(name, new Unit("temperature", 1, 1, 273.15)),
        new("degF", new Unit("temperature", 5, 9, 459.67 * 5 / 9)),
    ];

    private static IEnumerable<KeyValuePair<string, Unit>> Of(string quantity, params (string Name, double Multiplier, double Divisor)[] units) =>
        units.Select(unit => KeyValuePair.Create(unit.Name, new Unit(quantity, unit.Multiplier, unit.Divisor, 0)));
}
