using Telemetry.Alerting.Tests.Engine;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Every rule of the seeds: what raises it, nearly does, clears it, and that disorder changes nothing.</summary>
public sealed class RuleCaseTests
{
    private static readonly SystemCases[] Systems = [.. typeof(SystemCases).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(SystemCases)) && !type.IsAbstract)
        .Select(type => (SystemCases)Activator.CreateInstance(type)!)
        .OrderBy(system => system.System, StringComparer.Ordinal)];

    public static TheoryData<string, string> Names
    {
        get
        {
            var names = new TheoryData<string, string>();
            foreach (var system in Systems)
            {
                foreach (var one in system.All)
                {
                    names.Add(system.System, one.Name);
                }
            }

            return names;
        }
    }

    public static TheoryData<string> SystemNames => [.. Systems.Select(system => system.System)];

    [Fact]
    public void Seeds_EverySystem_HasCases() => Assert.Equal(
        Directory.GetFiles(Path.Combine(SeedsFolder.Path, "systems"), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal),
        Systems.Select(system => system.System).Distinct());

    [Theory]
    [MemberData(nameof(SystemNames))]
    public void Cases_OfASystem_CoverEveryRuleAndNoOther(string system)
    {
        var cases = Systems.Single(one => one.System == system);
        var rules = cases.Rules.Rules.Where(rule => rule.Kind.System.Id == system).Select(rule => $"{rule.Kind.Id}/{rule.Id}").Where(id => !IsOfGroup(id)).Order();
        Assert.Equal(rules, cases.All.Select(one => one.Rule).Distinct().Where(id => !IsOfGroup(id)).Order());
        Assert.All(cases.All, one => Assert.True(one.Raising is not null && one.Near.Count > 0 && one.Clearing is not null, $"{one} lacks what raises, nearly raises or clears it."));
        Assert.Equal(cases.All.Count, cases.All.Select(one => one.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rule_WhatRaisesIt_Raises(string system, string name)
    {
        var (cases, one) = Find(system, name);
        Assert.NotNull(one.Raising);
        var calm = Begin(cases, one, out var script);
        Assert.DoesNotContain(calm.All, transition => transition.Device.Id == one.Device);
        var run = Go(calm, script, one.Raising);
        Assert.True(run.Standing.Count > 0, $"It does not stand. {Told(run)}");
        if (one.ExpectedSeverity is { } severity)
        {
            Assert.Equal(severity, Severity(run));
        }

        foreach (var (rising, becomes) in one.Rising)
        {
            run = Go(run, script, rising);
            Assert.Equal(becomes, Severity(run));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rule_WhatNearlyRaisesIt_DoesNot(string system, string name)
    {
        var (cases, one) = Find(system, name);
        Assert.NotEmpty(one.Near);
        foreach (var near in one.Near)
        {
            var run = Go(Begin(cases, one, out var script), script, near);
            Assert.True(run.Transitions.Count == 0, $"Nearly number {one.Near.IndexOf(near) + 1}: {Told(run)}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rule_WhatClearsIt_ClearsAndNothingLess(string system, string name)
    {
        var (cases, one) = Find(system, name);
        Assert.NotNull(one.Clearing);
        var run = Go(Begin(cases, one, out var script), script, one.Raising!);
        Assert.True(run.Standing.Count > 0, $"It does not stand. {Told(run)}");
        foreach (var stays in one.Standing)
        {
            run = Go(run, script, stays);
            Assert.True(run.Standing.Count > 0, $"Stays number {one.Standing.IndexOf(stays) + 1}: {Told(run)}");
        }

        run = Go(run, script, one.Clearing);
        Assert.True(run.Standing.Count == 0, $"It still stands. {Told(run)}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rule_LateDuplicateMissingAndUnorderedSamples_ChangeNothing(string system, string name)
    {
        var (cases, one) = Find(system, name);
        var script = NewScript(cases, one);
        one.Before(script);
        one.Raising!(script);
        one.Standing.ForEach(stays => stays(script));
        one.Clearing!(script);
        string expected = History(Played(script.Steps));
        Assert.NotEqual("", expected);

        Assert.Equal(expected, History(Played(Disorder.Duplicated(script.Steps))));
        Assert.Equal(expected, History(Played(Disorder.Repeated(script.Steps))));
        Assert.Equal(expected, History(Played(Disorder.Unordered(script.Steps))));
        Assert.Equal(expected, History(Played(script.Steps, restartEvery: script.Steps.Count / 20 + 1)));
        if (!one.NeedsEverySample)
        {
            Assert.Equal(Count(expected), Count(History(Played(Disorder.WithEmpty(script.Steps)))));
            Assert.Equal(Count(expected), Count(History(Played(Disorder.Thinned(script.Steps)))));
        }

        CaseRun Played(IEnumerable<ScriptStep> steps, int restartEvery = 0) =>
            new CaseRun(cases.Rules, one) { RestartEvery = restartEvery }.Play(steps).TicksUntil(script.NowMs, one.Device);
    }

    private static bool IsOfGroup(string rule) => rule.EndsWith("-group", StringComparison.Ordinal);

    private static (SystemCases System, RuleCase Case) Find(string system, string name)
    {
        var cases = Systems.Single(one => one.System == system);
        return (cases, cases.All.Single(one => one.Name == name));
    }

    private static Script NewScript(SystemCases cases, RuleCase one) =>
        new(one, device => (long)(cases.Rules.City.FindDevice(device) ?? throw new ArgumentException($"The city of {one} has no device {device}.")).Interval.TotalMilliseconds);

    private static CaseRun Begin(SystemCases cases, RuleCase one, out Script script)
    {
        script = NewScript(cases, one);
        return Go(new CaseRun(cases.Rules, one), script, one.Before);
    }

    private static CaseRun Go(CaseRun run, Script script, Action<Script> next)
    {
        int before = script.Steps.Count;
        next(script);
        return run.Play(script.Steps.Skip(before)).TicksUntil(script.NowMs, script.Steps[^1].Device);
    }

    private static string Severity(CaseRun run) => run.Standing[^1].Severity.ToString().ToLowerInvariant();

    private static string Told(CaseRun run) =>
        "Told: " + string.Join(", ", run.All.Select(one => $"{one.Kind} {one.Device.Id}/{one.Rule.Id} at {DateTimeOffset.FromUnixTimeMilliseconds(one.AtMs):HH:mm:ss} UTC ({one.Value})"));

    /// <summary>When conditions of the case began and ended, as somebody knows who was told everything.</summary>
    private static string History(CaseRun run) =>
        string.Join(", ", ConditionHistory.Of(run.Transitions).Select(one => $"{one.BeginMs}-{one.EndMs}"));

    private static int Count(string history) => history.Split(", ").Length;
}
