namespace Telemetry.Alerting.Tests.Systems;

/// <summary>
/// What raises a rule of the seeds, what nearly does, what clears it and what does not. A case is a calm time, then what
/// raises, then what leaves it standing, then what clears it.
/// </summary>
/// <param name="rule">The rule, as <c>kind/rule</c>.</param>
/// <param name="device">The device that it is about.</param>
/// <param name="label">Tells several cases of one rule apart.</param>
public sealed class RuleCase(string rule, string device, string label = "")
{
    private readonly List<(string Name, object Value)> _calm = [];

    /// <summary>Kind and id of the rule.</summary>
    public string Rule => rule;

    public string RuleId => rule[(rule.IndexOf('/', StringComparison.Ordinal) + 1)..];

    public string Device => device;

    public string Name => label.Length == 0 ? rule : $"{rule} ({label})";

    internal IReadOnlyList<(string Name, object Value)> CalmValues => _calm;

    internal Action<Script> Before { get; private set; } = script => script.Calm("5m");

    internal Action<Script>? Raising { get; private set; }

    internal List<Action<Script>> Near { get; } = [];

    internal List<Action<Script>> Standing { get; } = [];

    internal Action<Script>? Clearing { get; private set; }

    internal List<(Action<Script> Script, string Severity)> Rising { get; } = [];

    internal string? ExpectedSeverity { get; private set; }

    internal string StartsAt { get; private set; } = "2026-01-15T00:00:00+08:00";

    /// <summary>See <see cref="EverySampleCounts"/>.</summary>
    internal bool NeedsEverySample { get; private set; }

    /// <summary>What the device reports when nothing is wrong: numbers, booleans, texts by their fields.</summary>
    public RuleCase Calm(params (string Name, object Value)[] values)
    {
        _calm.AddRange(values);
        return this;
    }

    /// <summary>What comes before; without it five calm minutes.</summary>
    public RuleCase After(Action<Script> before)
    {
        Before = before;
        return this;
    }

    /// <summary>Time at which the script starts; else 2026-01-15 (a Thursday), midnight in Shanghai.</summary>
    public RuleCase From(string time)
    {
        StartsAt = time;
        return this;
    }

    public RuleCase Raises(Action<Script> script)
    {
        Assert.Null(Raising);
        Raising = script;
        return this;
    }

    /// <summary>Just below the limit, or just too short; at least one.</summary>
    public RuleCase Nearly(Action<Script> script)
    {
        Near.Add(script);
        return this;
    }

    /// <summary>After it was raised: not enough to clear it, in the dead band.</summary>
    public RuleCase Stays(Action<Script> script)
    {
        Standing.Add(script);
        return this;
    }

    public RuleCase Clears(Action<Script> script)
    {
        Assert.Null(Clearing);
        Clearing = script;
        return this;
    }

    /// <summary>The severity that it stands with at the end of what raises it; else not looked at.</summary>
    public RuleCase WithSeverity(string severity)
    {
        ExpectedSeverity = severity;
        return this;
    }

    /// <summary>After it was raised: what makes it more urgent, or does not yet; in order.</summary>
    public RuleCase Rises(Action<Script> script, string severity)
    {
        Rising.Add((script, severity));
        return this;
    }

    /// <summary>Samples cannot be left out, nor empty ones added, without changing whether it is raised: it counts them, or is about their absence.</summary>
    public RuleCase EverySampleCounts()
    {
        NeedsEverySample = true;
        return this;
    }

    public override string ToString() => Name;
}
