using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Lifts;

/// <summary>
/// A lift: at most one trip a minute, many in the morning, at noon and in the evening, hardly one at night; two services
/// a month. With <c>trapped</c> it stops between two floors with a person in it, who presses the button half a minute later.
/// </summary>
internal sealed class Lift : TimedModel
{
    private const long MinuteMs = 60_000;
    private const long DoorMs = 7000;
    private const double MetresPerFloor = 3;
    private const int LongestTrip = 10;
    private const int IdleMinutes = 20;
    private const double ServiceDays = 14;
    private const long ButtonAfterMs = 30_000;

    /// <summary>Share of a day's trips in each hour.</summary>
    private static readonly double[] Busy = Shares(
        0.4, 0.2, 0.1, 0.1, 0.2, 0.8, 3, 7, 7, 4, 4, 6, 7, 5, 4, 4, 5, 8, 9, 7, 6, 5, 3, 1.2);

    private readonly ulong _seed;
    private readonly int _floors;
    private readonly double _speed;
    private readonly double _tripsPerDay;
    private readonly double _serviceOffset;
    private bool _hasFailed;
    private bool _hasPressed;
    private bool _isFreed;
    private int _stuckFloor;

    public Lift(SimulatedDevice device, ulong seed, long startMs)
        : base(device, startMs)
    {
        _seed = SeededRandom.Hash(seed, device.Id + "/trips");
        _floors = (int)device.Parameter("floors", 18);
        _speed = device.Parameter("rated_speed", 1.75);
        _tripsPerDay = 80 + 170 * SeededRandom.At(_seed, -1);
        _serviceOffset = ServiceDays * SeededRandom.At(_seed, -2);
    }

    public override long NextWakeMs => Fault is null
        ? _isFreed ? NowMs : long.MaxValue
        : !_hasFailed ? FaultSinceMs : _hasPressed ? long.MaxValue : FaultSinceMs + ButtonAfterMs;

    public override void Begin(Fault fault, long nowMs)
    {
        base.Begin(fault, nowMs);
        _stuckFloor = Math.Clamp(FloorAfter(nowMs / MinuteMs - 1), 1, _floors - 1);
        (_hasFailed, _hasPressed, _isFreed) = (false, false, false);
    }

    public override void End(long nowMs)
    {
        base.End(nowMs);
        _isFreed = _hasFailed;
    }

    public override void Advance(long nowMs, IDeviceOutput output)
    {
        base.Advance(nowMs, output);
        if (_isFreed)
        {
            _isFreed = false;
            output.Raise(new Report(NowMs, "fault-cleared", ("fault", "outside-landing-zone")));
        }

        if (Fault is null)
            return;
        if (!_hasFailed)
        {
            _hasFailed = true;
            output.Raise(new Report(NowMs, "fault", ("fault", "outside-landing-zone"), ("code", "E07")));
        }

        if (_hasPressed || NowMs < FaultSinceMs + ButtonAfterMs)
            return;
        _hasPressed = true;
        output.Raise(new Report(FaultSinceMs + ButtonAfterMs, "alarm-button"));
    }

    public override void Read(Reading reading)
    {
        bool stuck = Fault is not null;
        Motion motion = stuck ? new Motion(_stuckFloor, 0, false, true) : MotionAt(NowMs);
        reading.Add("floor", motion.Floor);
        reading.Add("speed", Math.Round(motion.Speed, 2));
        reading.Add("moving", motion.Speed > 0);
        reading.Add("door_closed", !motion.DoorOpen);
        reading.Add("in_door_zone", !stuck && motion.Speed == 0);
        reading.Add("person_present", motion.Person);
        reading.Add("service_age", Math.Round(((double)NowMs / Calendar.DayMs + _serviceOffset) % ServiceDays, 1));
        reading.Add("trips", Math.Floor(Trips(NowMs)));
    }

    /// <summary>What the lift does: a person steps in for seven seconds, rides, and steps out for seven more.</summary>
    private Motion MotionAt(long atMs)
    {
        long minute = atMs / MinuteMs;
        int from = FloorAfter(minute - 1);
        if (TargetOf(minute) is not { } to || to == from)
            return new Motion(from, 0, false, false);
        long startMs = minute * MinuteMs + (long)(5000 * SeededRandom.At(_seed, minute * 3 + 2));
        long rideMs = (long)(Math.Abs(to - from) * MetresPerFloor / _speed * 1000) + 2000;
        long since = atMs - startMs;
        if (since < 0)
            return new Motion(from, 0, false, false);
        if (since < DoorMs)
            return new Motion(from, 0, true, true);
        if (since < DoorMs + rideMs)
        {
            double part = (since - DoorMs) / (double)rideMs;
            double speed = _speed * Math.Min(1, 6 * Math.Min(part, 1 - part) + 0.05);
            return new Motion(from + (int)Math.Round((to - from) * part), speed, false, true);
        }

        return since < DoorMs + rideMs + DoorMs ? new Motion(to, 0, true, true) : new Motion(to, 0, false, false);
    }

    /// <summary>Where the lift stands after a minute: where the last trip took it, or at the ground floor when that is long ago.</summary>
    private int FloorAfter(long minute)
    {
        for (int back = 0; back < IdleMinutes; back++)
        {
            if (TargetOf(minute - back) is { } floor)
                return floor;
        }

        return 1;
    }

    /// <summary>The floor that a minute's trip goes to; null when there is none. Half the trips end on the ground floor.</summary>
    private int? TargetOf(long minute)
    {
        double likely = _tripsPerDay * Busy[(int)Weather.HourOfDay(minute * MinuteMs)] / 60;
        if (SeededRandom.At(_seed, minute * 3) >= likely)
            return null;
        double draw = SeededRandom.At(_seed, minute * 3 + 1);
        return draw < 0.5 ? 1 : 2 + (int)((draw - 0.5) * 2 * Math.Min(_floors - 1, LongestTrip));
    }

    /// <summary>Trips since the lift was put in: of the days before and of today's hours. It counts on over a restart.</summary>
    private double Trips(long atMs)
    {
        long day = Calendar.DayOf(atMs);
        double hour = Weather.HourOfDay(atMs), part = 0;
        for (int i = 0; i < 24 && i < hour; i++)
            part += Busy[i] * Math.Min(1, hour - i);
        return _tripsPerDay * (day - Calendar.FirstDay + part);
    }

    private static double[] Shares(params double[] weights)
    {
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private readonly record struct Motion(int Floor, double Speed, bool DoorOpen, bool Person);
}
