using Telemetry.Simulators.Physics;

namespace Telemetry.Simulators.Charging;

/// <summary>
/// Who charges at a socket on which day: at most one vehicle, plugged in when its owner comes home, done before the next
/// evening. A pure function of the day, so that the counter goes on over a restart.
/// </summary>
internal sealed class ChargePlan
{
    private readonly ulong _seed;
    private readonly double _ratedPower;
    private readonly (double Share, double From, double To, double LeastHours, double MostHours) _habit;
    private long _day = Calendar.FirstDay - 1;
    private double _before;
    private ChargeSession _today;
    private ChargeSession _yesterday;

    /// <param name="seed">The run's seed.</param>
    /// <param name="deviceId">The socket.</param>
    /// <param name="kind">car, tricycle or e-bike.</param>
    /// <param name="ratedPower">kW.</param>
    public ChargePlan(ulong seed, string deviceId, string kind, double ratedPower)
    {
        _seed = SeededRandom.Hash(seed, deviceId + "/sessions");
        _ratedPower = ratedPower;
        _habit = kind switch
        {
            "car" => (0.5, 18, 22.5, 3, 8),
            "tricycle" => (0.7, 17.5, 20.5, 4, 8),
            _ => (0.6, 17, 21.5, 3, 7),
        };
    }

    /// <summary>The vehicle that is there; one of length 0 when there is none.</summary>
    public ChargeSession At(long unixMs)
    {
        Turn(unixMs);
        return unixMs < _today.StartMs || _today.LengthMs == 0 ? _yesterday : _today;
    }

    /// <summary>kWh since the socket was put in.</summary>
    public double Energy(long unixMs)
    {
        Turn(unixMs);
        return _before + _yesterday.Energy(unixMs) + _today.Energy(unixMs);
    }

    private void Turn(long unixMs)
    {
        long day = Math.Max(Calendar.FirstDay, Calendar.DayOf(unixMs));
        if (day == _day)
            return;
        if (day < _day)
            (_day, _before, _today, _yesterday) = (Calendar.FirstDay - 1, 0, default, default);
        while (_day < day)
        {
            _before += _yesterday.Energy(long.MaxValue / 2);
            _yesterday = _today;
            _today = SessionOf(++_day);
        }
    }

    private ChargeSession SessionOf(long day)
    {
        if (SeededRandom.At(_seed, day * 4) >= _habit.Share)
            return default;
        double start = _habit.From + (_habit.To - _habit.From) * SeededRandom.At(_seed, day * 4 + 1);
        double hours = _habit.LeastHours + (_habit.MostHours - _habit.LeastHours) * SeededRandom.At(_seed, day * 4 + 2);
        double power = _ratedPower * (0.75 + 0.2 * SeededRandom.At(_seed, day * 4 + 3));
        return new ChargeSession(Calendar.StartOf(day) + (long)(start * 3_600_000), (long)(hours * 3_600_000), power);
    }
}
