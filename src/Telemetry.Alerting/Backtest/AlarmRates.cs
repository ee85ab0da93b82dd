namespace Telemetry.Alerting.Backtest;

/// <summary>How close together alarms came. Pure functions over moments in ascending order, Unix milliseconds.</summary>
internal static class AlarmRates
{
    /// <summary>The most alarms in any half-open stretch of that length.</summary>
    public static Peak PeakOf(long[] times, TimeSpan length)
    {
        long lengthMs = (long)length.TotalMilliseconds;
        var peak = default(Peak);
        int first = 0;
        for (int i = 0; i < times.Length; i++)
        {
            while (times[i] - times[first] >= lengthMs)
            {
                first++;
            }

            if (i - first + 1 > peak.Alarms)
            {
                peak = new Peak(i - first + 1, times[i]);
            }
        }

        return peak;
    }

    /// <summary>
    /// Floods: one begins with the alarm that makes them more than the start figure within the window, and ends as soon as they
    /// are fewer than the end figure. Both are per operator.
    /// </summary>
    public static IReadOnlyList<FloodPeriod> Floods(long[] times, AlarmTargets targets, int operators, long endMs)
    {
        long windowMs = (long)targets.FloodWindow.TotalMilliseconds;
        int start = targets.FloodStart * operators;
        int end = Math.Clamp(targets.FloodEnd * operators, 1, start + 1);
        var floods = new List<FloodPeriod>();
        int first = 0;
        int begun = -1;
        for (int i = 0; i < times.Length; i++)
        {
            // With that one gone out of the window there were fewer than the end figure, unless this one came by then.
            if (begun >= 0 && times[i - end] + windowMs < times[i])
            {
                floods.Add(new FloodPeriod(times[begun], times[i - end] + windowMs, i - begun));
                begun = -1;
            }

            while (times[i] - times[first] >= windowMs)
            {
                first++;
            }

            if (begun < 0 && i - first + 1 > start)
            {
                begun = i;
            }
        }

        if (begun >= 0)
        {
            floods.Add(new FloodPeriod(times[begun], Math.Min(times[^end] + windowMs, endMs), times.Length - begun));
        }

        return floods;
    }
}
