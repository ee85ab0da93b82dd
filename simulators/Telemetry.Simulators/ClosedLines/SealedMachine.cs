using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.ClosedLines;

/// <summary>
/// A production line or machine set that was shut down and sealed: only the terminal and a lamp draw power. With
/// <c>restart</c> the seal is torn and it runs, the more of its rated power the bigger the fault.
/// </summary>
internal sealed class SealedMachine : TimedModel
{
    private const double VoltAmperes = 0.38 * 1.732 * 0.85; // kW for each ampere

    private readonly ulong _seed;
    private readonly SeededRandom _sensors;
    private readonly double _ratedPower;
    private readonly double _standby;
    private double _made;

    public SealedMachine(SimulatedDevice device, ulong seed, long startMs)
        : base(device, startMs)
    {
        _seed = SeededRandom.Hash(seed, device.Id + "/standby");
        _sensors = new SeededRandom(seed, device.Id + "/sensors");
        _ratedPower = device.Parameter("rated_power", 75);
        _standby = Math.Min(0.16, device.Parameter("baseline_power", 0.2) * 0.7) * (0.4 + 0.6 * SeededRandom.At(_seed, -1));
    }

    private double Running => SizeOf(FaultKind.Restart) is var size && size > 0 ? (0.15 + 0.55 * size) * _ratedPower : 0;

    public override void Read(Reading reading)
    {
        double lamp = Weather.HourOfDay(NowMs) is < 6 or > 18 ? 0.03 : 0;
        double power = _standby + lamp + Running;
        double hours = (NowMs - Calendar.StartOf(Calendar.FirstDay)) / 3_600_000.0;
        reading.Add("running", Running > 0);
        reading.Add("current", Sensor.Read(power / VoltAmperes, 0.01 + 0.005 * power, 1, _sensors));
        reading.Add("power", Sensor.Read(power, 0.003 + 0.005 * Running, 2, _sensors));
        reading.Add("energy", Math.Round(Math.Max(0, (_standby + 0.015) * hours) + _made, 1));
        reading.Add("sealed", Running == 0);
    }

    protected override void Move(double seconds, IDeviceOutput output) => _made += Running * seconds / 3600;
}
