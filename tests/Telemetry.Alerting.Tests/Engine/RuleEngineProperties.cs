using FsCheck;
using FsCheck.Fluent;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Engine;

public sealed class RuleEngineProperties
{
    private static readonly RuleSet Rules = TestCity.Compile(
        TestRules.LowPressure + "\n" + TestRules.Silent
            + "\n" + TestRules.When("avg(pressure, 2m) < 0.3 or delta(outdoor, 90s) > 15", "unless: not running").Replace("id: rule", "id: windows", StringComparison.Ordinal)
            + "\n" + TestRules.When("median(flow, 2m) > 50 and stddev(pressure, 90s) > 0.1 or rate(outdoor, 1m) > 100").Replace("id: rule", "id: more-windows", StringComparison.Ordinal)
            + "\n" + TestRules.When("pressure < 0.3", "samples: 2 of 3").Replace("id: rule", "id: often", StringComparison.Ordinal)
            + "\n" + TestRules.When("makeup_flow / flow > 0.04", "deadband: 0.02\nfor: 20s").Replace("id: rule", "id: leak", StringComparison.Ordinal)
            + "\n" + TestRules.When("pressure < 0.5", "inhibited-by: [low, site.silent]\nchatter: 3 in 5m\ngroup: { by: area, at-least: 2, within: 10m, title: { zh: 多, en: Many } }")
                .Replace("id: rule", "id: clauses", StringComparison.Ordinal)
                .Replace("severity: low", "severity: { low: at once, medium: [after 2m, when value < 0.2] }", StringComparison.Ordinal),
        TestRules.Intruder
            + "\n" + TestRules.Silent.Replace("severity: medium", "severity: { medium: at once, high: after 3m }\n  group: { by: area, at-least: 2, within: 5m, title: { zh: 多, en: Many } }", StringComparison.Ordinal)
            + "\n" + TestRules.OnEvent("merge: zone within 40s\nclear-event: cleared\nclear-after: 2m\ninhibited-by: person\nchatter: 2 in 4m"));

    // One number for each record, over the whole range: what FsCheck makes of an int by itself stays near zero. A failing stream
    // shrinks by leaving records out.
    private static readonly Arbitrary<int[]> Streams = Arb.From(
        Gen.ArrayOf(Gen.Choose(0, int.MaxValue)),
        stream => Enumerable.Range(0, stream.Length).Select(left => stream.Where((_, i) => i != left).ToArray()));

    private static Config Runs(int count) => Config.QuickThrowOnFailure.WithMaxTest(count).WithEndSize(400);

    [Fact]
    public void SaveLoad_AtRandomPoints_ChangesNothing()
    {
        int transitions = 0;
        Check.One(Runs(150), Prop.ForAll(Streams, choices =>
        {
            var records = new RandomRecords(Rules, choices).Build();
            var straight = Run(records, isRestart: _ => false);
            var random = new Random(choices.Length);
            var restarted = Run(records, isRestart: _ => random.Next(5) == 0);
            transitions += straight.Count;
            return straight.SequenceEqual(restarted);
        }));
        Assert.True(transitions > 1000, $"only {transitions} transitions: the streams show nothing");
    }

    // Streams that found mistakes once.
    [Theory]
    [InlineData(725381376, 673159301, 1907389375, 978302097, 480064524, 1447946614, 158388330, 168042820, 832989245)]
    [InlineData(113338850, 613966182, 1899343109, 1870623518, 1476119246, 948686368, 1843485977)]
    [InlineData(1917266169, 1753638212, 97359258, 853999382, 2130643586, 717599256, 926284474, 1510964263)]
    [InlineData(1385111356, 1985470349, 1262951381, 368471699, 1908367426, 1991541409, 1095686842, 1613420125)]
    [InlineData(512400762, 790547265, 1430115271, 41240298, 1936753146, 657588491, 561494968)]
    [InlineData(1988411980, 1969169126, 1682540148, 1171843953, 250298167, 110807304, 779056618, 979487349, 1622642013)]
    public void Process_StreamsThatFailedOnce_AgreeNow(params int[] choices)
    {
        var records = new RandomRecords(Rules, choices).Build();
        var straight = Run(records, _ => false);
        Assert.Equal(straight, Run(records, _ => true));
        Assert.True(IsConsistent(straight), string.Join('\n', straight));
    }

    [Fact]
    public void SaveLoad_AfterEveryRecord_ChangesNothing() =>
        Check.One(Runs(20), Prop.ForAll(Streams, choices =>
        {
            var records = new RandomRecords(Rules, choices).Build();
            return Run(records, _ => false).SequenceEqual(Run(records, _ => true));
        }));

    [Fact]
    public void Process_RandomStreams_EveryConditionIsRaisedOnceAndClearedAtMostOnce() =>
        Check.One(Runs(150), Prop.ForAll(Streams, choices =>
            IsConsistent(Run(new RandomRecords(Rules, choices).Build(), _ => false))));

    /// <summary>Raised once and first, cleared at most once; after that only history is corrected.</summary>
    private static bool IsConsistent(List<Transition> transitions) => transitions.GroupBy(transition => transition.Id).All(condition =>
        condition.First().Kind == TransitionKind.Raised
        && condition.Skip(1).All(transition => transition.Kind != TransitionKind.Raised)
        && condition.SkipWhile(transition => transition.Kind != TransitionKind.Cleared).Skip(1).All(transition => transition.Corrected));

    private static List<Transition> Run(List<Action<RuleEngine, List<Transition>>> records, Func<int, bool> isRestart)
    {
        var engine = new RuleEngine(Rules);
        var output = new List<Transition>();
        for (int i = 0; i < records.Count; i++)
        {
            records[i](engine, output);
            if (isRestart(i))
            {
                engine = Replay.Restarted(engine, Rules);
            }
        }

        return output;
    }
}
