using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Fishery;

/// <summary>What the sun has sent to a square metre since the inverters were put in, kWh; one counter for all of them.</summary>
internal sealed class Insolation
{
    private const int SlotsPerDay = 48;
    private const long SlotMs = Calendar.DayMs / SlotsPerDay;

    private readonly DailyLedger _ledger;

    public Insolation(Daylight daylight) => _ledger = new DailyLedger(
        SlotsPerDay, (day, slot) => daylight.Fraction(Calendar.StartOf(day) + slot * SlotMs + SlotMs / 2) / 2);

    public double Total(long unixMs) => _ledger.At(unixMs);
}
