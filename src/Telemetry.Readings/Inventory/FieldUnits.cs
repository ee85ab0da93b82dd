namespace Telemetry.Readings.Inventory;

/// <summary>
/// The units that every city knows. A system file may name further ones under <c>units</c>; anything else is a mistake, so
/// that <c>Mpa</c> does not become a second unit of pressure.
/// </summary>
public static class FieldUnits
{
    public static IReadOnlyList<FieldUnit> All { get; } = Table(
        "ratio: 1 % ppm ppb; count: items",
        "temperature: degC K; pressure: Pa kPa MPa bar",
        "length: mm cm m km; area: m2 km2 mu; volume: L m3 10^4m3; mass: kg t; angle: deg",
        "time: ms s min h d; frequency: Hz 1/s rpm; speed: mm/s m/s km/h; acceleration: m/s2",
        "flow: L/s L/min L/h m3/s m3/h kg/s t/h; rain: mm/min mm/h; rate of rise: m/h",
        "voltage: mV V kV; current: mA A; power: W kW MW; apparent power: VA kVA; reactive power: var kvar",
        "energy: Wh kWh MWh MJ GJ; resistance: ohm Mohm; irradiance: W/m2; insolation: kWh/m2; illuminance: lx; sound: dB; signal: dBm",
        "concentration: mg/L ug/m3 mg/m3 g/m3; turbidity: NTU; acidity: pH; conductivity: uS/cm; force: N kN; torque: Nm; money: CNY");

    private static FieldUnit[] Table(params ReadOnlySpan<string> groups)
    {
        var units = new List<FieldUnit>();
        foreach (string line in groups)
        {
            foreach (string group in line.Split("; "))
            {
                string[] parts = group.Split(": ");
                units.AddRange(parts[1].Split(' ').Select(symbol => new FieldUnit(symbol, parts[0])));
            }
        }

        return [.. units];
    }
}
