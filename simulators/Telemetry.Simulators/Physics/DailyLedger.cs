namespace Telemetry.Simulators.Physics;

/// <summary>
/// A counter that only counts up and is a pure function of time: each slot of each day has its amount. What every day
/// began with is kept, and the slots of the days that were asked for last: yesterday and today, as a rule.
/// </summary>
/// <param name="slots">Slots of a day, all of the same length.</param>
/// <param name="amount">What is counted in a slot of a day; never negative.</param>
internal sealed class DailyLedger(int slots, Func<long, int, double> amount)
{
    private const int KeptDays = 4;

    private readonly List<double> _starts = [0];
    private readonly (long Day, double[] UpTo)[] _days = [.. Enumerable.Range(0, KeptDays).Select(_ => (-1L, Array.Empty<double>()))];

    /// <summary>The counter, counting evenly within a slot; 0 before the first day.</summary>
    public double At(long unixMs)
    {
        long day = Calendar.DayOf(unixMs);
        if (day < Calendar.FirstDay)
            return 0;
        while (_starts.Count <= day - Calendar.FirstDay)
            _starts.Add(_starts[^1] + SumOf(Calendar.FirstDay + _starts.Count - 1));
        double[] upTo = SlotsOf(day);
        double slot = Math.Clamp((double)(unixMs - Calendar.StartOf(day)) / Calendar.DayMs * slots, 0, slots - 1e-6);
        int whole = (int)slot;
        return _starts[(int)(day - Calendar.FirstDay)] + upTo[whole] + (upTo[whole + 1] - upTo[whole]) * (slot - whole);
    }

    private double SumOf(long day)
    {
        double sum = 0;
        for (int slot = 0; slot < slots; slot++)
            sum += amount(day, slot);
        return sum;
    }

    private double[] SlotsOf(long day)
    {
        ref (long Day, double[] UpTo) kept = ref _days[day % KeptDays];
        if (kept.Day == day)
            return kept.UpTo;
        var upTo = new double[slots + 1];
        for (int slot = 0; slot < slots; slot++)
            upTo[slot + 1] = upTo[slot] + amount(day, slot);
        kept = (day, upTo);
        return upTo;
    }
}
