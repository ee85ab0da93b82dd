using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Meters;

/// <summary>
/// The meter of somebody who lives alone: 60 to 150 L a day, most of it in the morning, at noon and in the evening, next
/// to nothing at night. With <c>no-use</c> nobody opens a tap any more; with <c>open-tap</c> nobody closes one.
/// </summary>
internal sealed class WaterMeter : TimedModel
{
    private const int SlotsPerDay = 48;
    private const long SlotMs = Calendar.DayMs / SlotsPerDay;
    private const double OpenTapLitresPerSecond = 0.1;

    private readonly ulong _habits;
    private readonly double _thirst;
    private readonly double _battery;
    private readonly DailyLedger _used;
    private readonly HeldCounter _counter = new();
    private double _ranOut;

    public WaterMeter(SimulatedDevice device, ulong seed, long startMs)
        : base(device, startMs)
    {
        var draw = new SeededRandom(seed, device.Id + "/design");
        _habits = SeededRandom.Hash(seed, device.Id + "/habits");
        _thirst = draw.Between(0.8, 1.3);
        _battery = draw.Between(3.45, 3.65);
        _used = new DailyLedger(SlotsPerDay, Amount);
    }

    public override void Begin(Fault fault, long nowMs)
    {
        base.Begin(fault, nowMs);
        if (fault.Kind == FaultKind.NoUse)
            _counter.Hold(_used.At(nowMs));
    }

    public override void End(long nowMs)
    {
        _ranOut = RanOut(nowMs);
        _counter.Release(_used.At(nowMs));
        base.End(nowMs);
    }

    public override void Read(Reading reading)
    {
        double total = Total(NowMs), before = Total(NowMs - SlotMs);
        reading.Add("total", Math.Floor(total));
        reading.Add("slot_volume", Math.Round(Math.Max(0, total - before), 1, MidpointRounding.AwayFromZero));
        reading.Add("battery_voltage", Math.Round(_battery, 2));
        reading.Add("tampered", false);
    }

    /// <summary>Half an hour ago lies before the fault's beginning for a moment: then the meter showed less than now.</summary>
    private double Total(long atMs) => _counter.Of(_used.At(atMs)) + RanOut(atMs);

    private double RanOut(long atMs) =>
        _ranOut + SizeOf(FaultKind.OpenTap) * OpenTapLitresPerSecond * Math.Max(0, atMs - FaultSinceMs) / 1000;

    private double Amount(long day, int slot)
    {
        double likely = (slot / 2.0) switch
        {
            < 5 => 0.04,
            < 6 => 0.3,
            < 9 => 0.8,
            < 11 => 0.35,
            < 13 => 0.8,
            < 17 => 0.35,
            < 21 => 0.7,
            < 23 => 0.25,
            _ => 0.04,
        };
        long ordinal = (day * SlotsPerDay + slot) * 2;
        return SeededRandom.At(_habits, ordinal) < likely ? _thirst * (2 + 7 * SeededRandom.At(_habits, ordinal + 1)) : 0;
    }
}
