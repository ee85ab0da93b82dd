using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Engine;

public sealed class WindowTests
{
    private const long Gap = 90_000;
    private static readonly Telemetry.Alerting.Rules.RuleSet Rules = TestCity.Compile(
        TestRules.When("delta(pressure, 5m) > 1 and avg(pressure, 5m) > 1 and min(pressure, 5m) > 1 and max(pressure, 5m) > 1"));

    [Fact]
    public void Push_BeforeTheWindowIsFull_IsUnknown()
    {
        var windows = new Windows();
        for (int time = 0; time < 300; time += 30)
        {
            Assert.All(windows.Push(time, 1), result => Assert.Equal(double.NaN, result));
        }

        Assert.All(windows.Push(300, 1), result => Assert.NotEqual(double.NaN, result));
    }

    [Fact]
    public void Push_FullWindow_GivesEachFunction()
    {
        var windows = new Windows();
        double[] results = [];
        for (int i = 0; i <= 20; i++)
        {
            results = windows.Push(i * 30, i);
        }

        // After the anchor (10): 11..20.
        Assert.Equal([10, 15.5, 11, 20], results);
    }

    [Fact]
    public void Push_MissingValue_IsUnknownAndChangesNothing()
    {
        var windows = new Windows();
        for (int i = 0; i <= 20; i++)
        {
            windows.Push(i * 30, i);
        }

        Assert.All(windows.Push(615, double.NaN), result => Assert.Equal(double.NaN, result));
        Assert.Equal([10, 16.5, 12, 21], windows.Push(630, 21));
    }

    [Fact]
    public void Push_SameTimeTwice_CountsOnce()
    {
        var windows = new Windows();
        for (int i = 0; i <= 20; i++)
        {
            windows.Push(i * 30, i);
        }

        Assert.Equal([10, 15.5, 11, 20], windows.Push(600, 99));
    }

    [Theory]
    [InlineData(691)]
    [InlineData(10)]
    public void Push_AfterAGapOrBackwards_BeginsAnew(double time)
    {
        var windows = new Windows();
        for (int i = 0; i <= 20; i++)
        {
            windows.Push(i * 30, i);
        }

        for (double next = time; next < time + 300; next += 30)
        {
            Assert.All(windows.Push(next, 1), result => Assert.Equal(double.NaN, result));
        }

        Assert.Equal([0, 1, 1, 1], windows.Push(time + 300, 1));
    }

    /// <summary>Exact when values come no faster than a sixteenth of the window, else with the far edge up to that much further back.</summary>
    [Fact]
    public void Push_AnySpacing_AgreesWithAPlainEvaluation()
    {
        const double bucket = 300.0 / WindowPlan.Resolution;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            double least = seed % 2 == 0 ? bucket : 0.2;
            var windows = new Windows();
            var seen = new List<(double Time, double Value)>();
            double time = random.NextDouble() * 1000;
            for (int i = 0; i < 200; i++)
            {
                double value = random.Next(100);
                seen.Add((time, value));
                Check(windows.Push(time, value), seen, least >= bucket ? 0 : bucket);
                time += Math.Round(least + (random.NextDouble() * 20), 3);
            }
        }
    }

    private static void Check(double[] results, List<(double Time, double Value)> seen, double slack)
    {
        var (now, value) = seen[^1];
        long edge = Replay.Ms(now) - 300_000;
        if (double.IsNaN(results[0]))
        {
            Assert.All(results, result => Assert.Equal(double.NaN, result));
            Assert.DoesNotContain(seen, sample => Replay.Ms(sample.Time + slack) <= edge);
            return;
        }

        Assert.Contains(seen, sample => Replay.Ms(sample.Time) <= edge);

        // Every edge that the documented slack allows gives an answer; one of them must be the window's.
        var answers = seen
            .Where(sample => Replay.Ms(sample.Time) <= edge)
            .Where(sample => sample == seen.FindLast(other => Replay.Ms(other.Time) <= edge) || edge - Replay.Ms(sample.Time) <= slack * 1000 + 20_200)
            .Select(anchor => seen.FindIndex(sample => sample.Time > anchor.Time))
            .Select(first => (first, after: seen.Skip(first).Select(sample => sample.Value).ToArray()))
            .Select(window => new[] { value - seen[window.first - 1].Value, window.after.Average(), window.after.Min(), window.after.Max() })
            .ToArray();
        for (int function = 0; function < 4; function++)
        {
            var possible = slack == 0 ? [answers[^1][function]] : answers.Select(answer => answer[function]).ToArray();
            Assert.Contains(possible, answer => Math.Abs(answer - results[function]) < 1e-9);
        }
    }

    /// <summary>Windows as the engine keeps them: what is older than three intervals, or than eight samples, is settled.</summary>
    private sealed class Windows
    {
        private static readonly KindPlan Plan = new(Rules.Of(Rules.City.Devices[0].Kind));
        private readonly SampleRing _ring = new([Plan]);
        private readonly WindowStates _states = new([Plan]);

        public double[] Push(double time, double value)
        {
            long timeMs = Replay.Ms(time);
            if (_ring.Count(0) > 0 && timeMs < _ring.TimeMs(0, _ring.Count(0) - 1))
            {
                while (_ring.Count(0) > 0)
                {
                    _ring.RemoveFirst(0);
                }

                _states.BeginAnew(0);
            }

            _ring.Insert(0, _ring.Count(0), timeMs, [value, 0, 0, 0, 0, 0], []);
            long[] times = new long[_ring.Count(0)];
            _ring.CopyTimes(0, times);
            double[] results = [.. Enumerable.Range(0, Plan.Windows.Length).Select(window => _states.Look(0, window, _ring, times, Gap))];
            while (_ring.Count(0) > SampleRing.Kept || _ring.TimeMs(0, 0) < timeMs - Gap)
            {
                _states.Settle(0, _ring.TimeMs(0, 0), _ring.Numbers(0, 0), Gap);
                _ring.RemoveFirst(0);
            }

            return results;
        }
    }
}
