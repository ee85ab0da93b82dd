using FsCheck;
using FsCheck.Fluent;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Engine;

/// <summary>Random readings, late ones among them, against <see cref="ReferenceEvaluator"/> and against themselves in order.</summary>
public sealed class CorrectionProperties
{
    private static readonly RuleSet Rules = TestCity.Compile(ReferenceRules.Yaml);

    private static readonly Arbitrary<int[]> Streams = Arb.From(
        Gen.ArrayOf(Gen.Choose(0, int.MaxValue)),
        stream => Enumerable.Range(0, stream.Length).Select(left => stream.Where((_, i) => i != left).ToArray()));

    private static Config Runs(int count) => Config.QuickThrowOnFailure.WithMaxTest(count).WithEndSize(120);

    [Fact]
    public void Process_RandomReadings_HistoryIsThatOfTheReference()
    {
        var seen = new HashSet<string>();
        Check.One(Runs(300), Prop.ForAll(Streams, choices =>
        {
            var run = new Run(stepsBack: true);
            var random = new Random(choices.Length);
            foreach (var arrival in RandomReadings.Of(choices))
            {
                run.Take(arrival);
                if (random.Next(10) == 0 && !run.Agrees())
                {
                    return false;
                }
            }

            seen.UnionWith(run.Output.Where(transition => transition.Kind == TransitionKind.Cleared).Select(transition => transition.Rule.Id));
            return run.Agrees();
        }));
        Assert.Equal(ReferenceRules.All.Select(rule => rule.Id).Order(), seen.Order());
    }

    [Fact]
    public void Process_AnotherOrderOfArrival_SameHistory()
    {
        int corrections = 0;
        Check.One(Runs(300), Prop.ForAll(Streams, choices =>
        {
            bool isSame = IsSameSorted(choices, out int corrected);
            corrections += corrected;
            return isSame;
        }));
        Assert.True(corrections > 500, $"only {corrections} corrections: the streams show nothing");
    }

    [Theory]
    [InlineData(744297794, 417974301)]
    public void Process_StreamsThatFailedOnce_SameHistory(params int[] choices) => Assert.True(IsSameSorted(choices, out _));

    [Fact]
    public void SaveLoad_AmongKeptSamples_ChangesNothing() =>
        Check.One(Runs(60), Prop.ForAll(Streams, choices =>
        {
            var (straight, restarted) = (new Run(stepsBack: true), new Run(stepsBack: true));
            var random = new Random(choices.Length);
            foreach (var arrival in RandomReadings.Of(choices))
            {
                straight.Take(arrival);
                restarted.Take(arrival);
                if (random.Next(3) == 0)
                {
                    restarted.Restart();
                }
            }

            return straight.Output.SequenceEqual(restarted.Output);
        }));

    [Fact]
    public void Process_InOrder_CorrectsNothing() =>
        Check.One(Runs(100), Prop.ForAll(Streams, choices =>
        {
            var run = new Run();
            RandomReadings.Of(choices, lateness: int.MaxValue).ForEach(run.Take);
            return run.Output.TrueForAll(transition => !transition.Corrected && !transition.Backlog && transition.OpenedAtMs is null && transition.Kind != TransitionKind.Changed);
        }));

    [Fact]
    public void Process_ClockPutBackInTheMiddle_SameHistoryAsByReceipt()
    {
        int judged = 0;
        Check.One(Runs(200), Prop.ForAll(Streams, choices =>
        {
            var arrivals = RandomReadings.Of(choices, lateness: int.MaxValue).DistinctBy(arrival => arrival.TimeMs).Select(arrival => arrival with { TimeMs = arrival.ReceivedMs }).ToList();
            int at = Enumerable.Range(0, arrivals.Count).FirstOrDefault(i => i > arrivals.Count / 2 && i < arrivals.Count - 1 && Follows(arrivals, i) && Follows(arrivals, i + 1));
            if (at == 0)
            {
                return true;
            }

            // Before the first reading, so that the one which shows nothing yet is history by itself.
            var (putBack, byReceipt) = (new List<Transition>(), new List<Transition>());
            var (engine, other) = (new RuleEngine(Rules), new RuleEngine(Rules));
            for (int i = 0; i < arrivals.Count; i++)
            {
                var arrival = arrivals[i];
                Feed(engine, arrival with { TimeMs = arrival.TimeMs - (i < at ? 0 : 86_400_000) }, i, putBack);
                if (i != at)
                {
                    Feed(other, arrival, i, byReceipt);
                }
            }

            judged += (int)engine.JudgedByReceipt;
            return engine.JudgedByReceipt == arrivals.Count - at - 1 && putBack.Where(transition => !transition.Backlog).SequenceEqual(byReceipt);
        }));
        Assert.True(judged > 1000, $"only {judged} readings by receipt: the streams show nothing");

        static bool Follows(List<RandomReadings.Arrival> arrivals, int i) => arrivals[i].ReceivedMs - arrivals[i - 1].ReceivedMs <= ReferenceRules.GapMs / 2;
        static void Feed(RuleEngine engine, RandomReadings.Arrival arrival, int position, List<Transition> output) => engine.Process(
            new Sample { Position = position, Device = Rules.City.Devices[0], TimestampMs = arrival.TimeMs, ReceivedAtMs = arrival.ReceivedMs, Numbers = arrival.Numbers }, output);
    }

    private static bool IsSameSorted(int[] choices, out int corrections)
    {
        var permuted = new Run();
        RandomReadings.Of(choices, lateness: 2).ForEach(permuted.Take);
        var sorted = new Run();
        foreach (var arrival in permuted.Taken.OrderBy(arrival => arrival.TimeMs))
        {
            sorted.Take(arrival with { ReceivedMs = arrival.TimeMs });
        }

        corrections = permuted.Output.Count(transition => transition.Corrected);
        return ConditionHistory.Of(permuted.Output).SequenceEqual(ConditionHistory.Of(sorted.Output)) && !sorted.Output.Exists(transition => transition.Corrected);
    }

    /// <summary>The engine and the reference beside each other.</summary>
    private sealed class Run(bool stepsBack = false)
    {
        private readonly ReferenceEvaluator _reference = new(ReferenceRules.GapMs);
        private RuleEngine _engine = new(Rules);
        private int _position;
        private long _stepMs;

        public List<Transition> Output { get; } = [];

        public List<RandomReadings.Arrival> Taken { get; } = [];

        public void Take(RandomReadings.Arrival arrival)
        {
            // Now and then the clock of the worker is put back: what comes from then on is a time of its own.
            _stepMs += stepsBack && arrival.ReceivedMs % 41 == 0 ? 600_000 : 0;
            var (timeMs, receivedMs) = (arrival.TimeMs - _stepMs, arrival.ReceivedMs - _stepMs);
            if (_reference.IsBehind(timeMs, receivedMs, arrival.Numbers) || (!stepsBack && _reference.IsPutBack(timeMs, receivedMs, arrival.Numbers)))
            {
                return;
            }

            Taken.Add(arrival);
            _reference.Take(timeMs, receivedMs, arrival.Numbers);
            _engine.Process(
                new Sample { Position = _position++, Device = Rules.City.Devices[0], TimestampMs = timeMs, ReceivedAtMs = receivedMs, Numbers = arrival.Numbers }, Output);
        }

        public void Restart() => _engine = Replay.Restarted(_engine, Rules);

        public bool Agrees()
        {
            var told = ConditionHistory.Of(Output);
            return ReferenceRules.All.All(rule => _reference.History(rule).Where(condition => condition.BeginMs != condition.EndMs)
                .OrderBy(condition => condition.BeginMs)
                .SequenceEqual(told.Where(condition => condition.Rule == rule.Id).Select(condition => (condition.BeginMs, condition.EndMs))));
        }
    }
}
