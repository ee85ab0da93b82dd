using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Rules;

public sealed class RuleCompilerTests
{
    [Fact]
    public void Compile_FirstRules_CarriesWhatPeopleNeed()
    {
        var rules = TestCity.Compile(TestRules.LowPressure + "\n" + TestRules.Silent, TestRules.Intruder);
        Assert.Equal(["low", "silent", "person"], rules.Rules.Select(rule => rule.Id));
        var person = rules.Rules[2];
        Assert.Equal(Severity.Critical, person.Severity);
        Assert.True(person.LifeSafety);
        Assert.Equal(new LocalizedText("有人", "Person in zone"), person.Title);
        Assert.Equal(new LocalizedText("前往现场", "Go there"), person.Advice);
        Assert.Null(person.Escalation);
        Assert.Null(person.Command);
        Assert.Equal("test/camera/person", person.ToString());
        Assert.Same(person, rules.Find(person.Kind, "person"));
        Assert.Null(rules.Find(person.Kind, "low"));
    }

    [Fact]
    public void Compile_MistakeInAnExpression_StandsAtItsPlaceInTheFile() =>
        Assert.Equal(
            ["2:9 unknown field 'presure' (did you mean 'pressure'?)", "5:22 2.55 lies outside the physical range of 'pressure', 0..2.5 MPa"],
            TestCity.Mistakes(
                """
                - id: low
                  when: presure < 0.3
                  severity: high
                  title: { zh: 压力低, en: Pressure low }
                  clear: "pressure > 2.55"
                """));

    [Fact]
    public void Compile_MistakesInSeveralRules_ReportsAllAndLeavesThemOut()
    {
        var mistakes = new List<Mistake>();
        var rules = RuleSet.Compile(
            TestCity.Load(TestRules.When("presure < 1") + "\n" + TestRules.LowPressure, TestRules.OnEvent("where: confidenc > 1\nclear-after: 5m")),
            mistakes);
        Assert.Equal(2, mistakes.Count);
        Assert.Equal("low", Assert.Single(rules.Rules).Id);
    }

    [Theory]
    [InlineData("pressure < 0.3", "pressure < 0.1", ", such as pressure = 0.1")]
    [InlineData("pressure < 0.3", "0.2 < pressure", ", such as pressure = 0.3")]
    [InlineData("pressure <= 0.3", "pressure >= 0.3", ", such as pressure = 0.3")]
    [InlineData("flow / pressure > 2", "flow / pressure > 1", "")]
    [InlineData("pressure < 0.3 or running", "pressure < 0.3 or running", "")]
    [InlineData("pressure < 0.3 or flow > 400", "pressure >= 0.35", ", such as pressure = 0.35, flow = 400")]
    [InlineData("pressure < 0.3 and running", "pressure < 0.2 or not running", ", such as pressure = 0.2, running = true")]
    [InlineData("mode == 'a' and flow > 9", "mode != 'b'", ", such as flow = 9")]
    [InlineData("downstream.standing('low') or running", "running or flow > 3", ", such as running = true, flow = 3")]
    [InlineData("makeup_flow / flow > 0.04 and flow > 10", "makeup_flow / flow < 0.05", ", such as ")]
    [InlineData("max(flow, makeup_flow) > 10", "flow < 20 and makeup_flow < 20", ", such as ")]
    public void Compile_ClearOverlapsWhen_IsAMistake(string when, string clear, string example) =>
        Assert.StartsWith(
            $"5:10 'clear' overlaps 'when: {when}': some values would both raise and clear{example}",
            Assert.Single(TestCity.Mistakes(TestRules.When(when, $"clear: {clear}"))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("pressure < 0.3", "clear: pressure >= 0.3")]
    [InlineData("pressure < 0.3", "clear: flow < 0.3")]
    [InlineData("pressure < 0.3", "clear: pressure >= 0.35 and running")]
    [InlineData("pressure < 0.3 or flow > 400", "clear: pressure >= 0.35 and flow < 380")]
    [InlineData("pressure < 0.3 and flow > 400", "clear: pressure >= 0.35 or flow < 380")]
    [InlineData("makeup_flow / flow > 0.04 and flow > 10", "clear: makeup_flow / flow < 0.01")]
    [InlineData("max(flow, makeup_flow) > 20", "clear: flow < 18 and makeup_flow < 18")]
    [InlineData("running and mode == 'a'", "clear: mode != 'a'")]
    [InlineData("delta(pressure, 5m) < -0.03 and pressure < 1", "clear: delta(pressure, 5m) > 0")]
    public void Compile_ClearApartFromWhen_IsNoMistake(string when, string more) => Assert.Empty(TestCity.Mistakes(TestRules.When(when, more)));

    [Fact]
    public void Compile_DeadbandOfACompoundCondition_IsAMistake() =>
        Assert.Equal(
            ["5:13 a deadband goes with a 'when' that compares one number with a constant by <, <=, > or >=; write 'clear' instead"],
            TestCity.Mistakes(TestRules.When("pressure < 0.3 and running", "deadband: 0.1")));

    [Fact]
    public void Compile_DeadbandOfAnEquality_IsAMistake() =>
        Assert.StartsWith("5:13 a deadband goes with", Assert.Single(TestCity.Mistakes(TestRules.When("pressure == 0.3", "deadband: 0.1"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("pressure < 0.3", "5", "clears at 5.3, which 'pressure' never passes (physical range 0..2.5)")]
    [InlineData("pressure > 2.4", "2.5", "which 'pressure' never passes")]
    [InlineData("pressure >= 2.4", "2.4", "clears at 0, which 'pressure' never passes")]
    [InlineData("pressure <= 0.5", "2", "clears at 2.5, which 'pressure' never passes")]
    [InlineData("avg(pressure, 5m) < 0.3", "5", "which 'pressure' never passes")]
    public void Compile_DeadbandBehindTheEndOfTheRange_IsAMistake(string when, string deadband, string message) =>
        Assert.Contains(message, Assert.Single(TestCity.Mistakes(TestRules.When(when, $"deadband: {deadband}"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("pressure < 0.5", "2")]
    [InlineData("pressure > 2.4", "2.4")]
    [InlineData("delta(pressure, 5m) > 0.1", "0.2")]
    [InlineData("outdoor < 0", "100")]
    public void Compile_DeadbandWithinTheRange_IsNoMistake(string when, string deadband) =>
        Assert.Empty(TestCity.Mistakes(TestRules.When(when, $"deadband: {deadband}")));

    [Theory]
    [InlineData("29s", 1)]
    [InlineData("30s", 0)]
    public void Compile_AbsentForLessThanAnInterval_IsAMistake(string absent, int count)
    {
        var mistakes = TestCity.Mistakes(TestRules.Silent.Replace("3 intervals", absent, StringComparison.Ordinal));
        Assert.Equal(count, mistakes.Count);
        Assert.All(mistakes, mistake => Assert.StartsWith("2:11 'absent: 29s' is shorter than the 30 s between two readings of a station", mistake, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pressure > 2.5", "2:20 ")]
    [InlineData("pressure < 0", "2:20 ")]
    [InlineData("0 > pressure", "2:9 ")]
    public void Compile_LimitAtTheEndOfTheRange_IsAMistake(string when, string place) =>
        Assert.Equal([place + "this never holds: 'pressure' lies in 0..2.5 MPa, its physical range"], TestCity.Mistakes(TestRules.When(when)));

    [Theory]
    [InlineData("high: when value > 2.5", "'when value > 2.5' is never reached: the physical range of 'pressure' is 0..2.5")]
    [InlineData("high: when value < 0", "'when value < 0' is never reached")]
    [InlineData("high: when value > 2.2, critical: when value > 2.1", "'when value > 2.2' is never seen: by then 'when value > 2.1' has made it critical")]
    [InlineData("high: after 2h, critical: after 2h", "'after 2h' is never seen: by then 'after 2h' has made it critical")]
    public void Compile_SeverityThatIsNeverReached_IsAMistake(string steps, string message) =>
        Assert.Contains(message, Assert.Single(TestCity.Mistakes(Rising(steps))), StringComparison.Ordinal);

    [Theory]
    [InlineData("high: when value >= 2.5")]
    [InlineData("high: when value > 2.1, critical: when value > 2.2")]
    [InlineData("medium: when value > 2.2, high: after 2h, critical: [after 3h, when pressure > 2.1]")]
    public void Compile_SeverityThatRises_IsNoMistake(string steps) => Assert.Empty(TestCity.Mistakes(Rising(steps)));

    [Fact]
    public void Compile_DeadbandAndClear_IsAMistake() =>
        Assert.Equal(
            ["6:13 rule 'rule' has both 'clear' and 'deadband'; one of them ends it"],
            TestCity.Mistakes(TestRules.When("pressure < 0.3", "clear: pressure > 0.4\ndeadband: 0.1")));

    [Theory]
    [InlineData("clear-event: intrusion", "5:16 event 'intrusion' both raises and clears rule 'rule'")]
    [InlineData("merge: zone within 60s", "1:7 rule 'rule' has neither 'clear-event' nor 'clear-after' and would stand for ever")]
    [InlineData("clear-after: 5m\nmerge: zoen within 60s", "6:10 unknown event field 'zoen' (did you mean 'zone'?)")]
    [InlineData("clear-after: 5m\nmerge: event within 60s", "6:10 unknown event field 'event' (known: zone, confidence, child, lane)")]
    [InlineData("clear-after: 5m\nmerge: zone within soon", "6:22 'soon' is not a duration such as 60s or 5m")]
    [InlineData("clear-after: 5m\nmerge: zone for 60s", "6:10 write 'merge: FIELD within DURATION', such as 'zone within 60s'")]
    [InlineData("clear-after: 5m\nmerge: within", "6:10 write 'merge: FIELD within DURATION', such as 'zone within 60s'")]
    [InlineData("clear-after: 5m\nwhere: confidence >= 60", "6:24 60 lies outside the physical range of 'confidence', 0..1")]
    [InlineData("clear-after: 5m\nunless: running", "6:11 'unless' looks at a reading; for events write 'where: not (...)'")]
    public void Compile_EventRuleMakesNoSense_SaysWhere(string more, string mistake) =>
        Assert.Equal([mistake], TestCity.Mistakes(cameraRules: TestRules.OnEvent(more)).Select(FromCamera));

    [Theory]
    [InlineData("merge: zone within 60s")]
    [InlineData("merge: lane within 60s")]
    [InlineData("merge: zone")]
    [InlineData("merge: within 60s")]
    public void Compile_MergeForms_AreUnderstood(string merge) =>
        Assert.Empty(TestCity.Mistakes(cameraRules: TestRules.OnEvent("clear-after: 5m\n" + merge)));

    [Fact]
    public void Compile_UnlessOfAnAbsenceRule_IsAMistake() =>
        Assert.Equal(
            ["5:11 'unless' looks at a reading, but 'absent' is about a device that sends none"],
            TestCity.Mistakes(TestRules.Silent + "\n  unless: running"));

    [Theory]
    [InlineData("for", "soon", "'soon' is not a duration such as 30s, 5m or 1h")]
    [InlineData("deadband", "wide", "'wide' is not a number more than 0")]
    [InlineData("deadband", "-1", "'-1' is not a number more than 0")]
    [InlineData("severity", "urgent", "unknown severity 'urgent'")]
    [InlineData("absent", "5m", "rule 'rule' must have exactly one of 'when', 'event' and 'absent'")]
    public void Compile_DefinitionThatNoLoaderChecked_SaysWhere(string key, string value, string message)
    {
        // The loader refuses these before; a definition made by a program must not get through either.
        var kind = TestCity.Load(TestRules.When("pressure < 0.3")).FindSystem("test")!.FindKind("station")!;
        var text = new LocatedText(value, "file", 7, 9);
        var rule = kind.Rules[0];
        rule = key switch
        {
            "for" => rule with { For = text },
            "deadband" => rule with { Deadband = text },
            "severity" => rule with { Severity = text },
            _ => rule with { Absent = text },
        };
        var changed = new DeviceKind
        {
            Id = kind.Id,
            System = kind.System,
            Title = kind.Title,
            Interval = kind.Interval,
            Readings = kind.Readings,
            Events = kind.Events,
            EventNames = kind.EventNames,
            Commands = kind.Commands,
            Rules = [rule],
        };
        var mistakes = new List<Mistake>();
        var compiled = new RuleCompiler(changed, city: null, neighbourhood: null, mistakes).Compile();
        Assert.Equal(message, Assert.Single(mistakes).Message);
        Assert.Empty(compiled.Readings);
    }

    [Theory]
    [InlineData("low", Severity.Low)]
    [InlineData("medium", Severity.Medium)]
    [InlineData("high", Severity.High)]
    [InlineData("critical", Severity.Critical)]
    public void SeverityText_EveryWord_RoundTrips(string word, Severity severity)
    {
        Assert.True(SeverityText.TryParse(word, out var parsed));
        Assert.Equal(severity, parsed);
        Assert.Equal(word, severity.ToText());
        Assert.False(SeverityText.TryParse(word.ToUpperInvariant(), out _));
    }

    [Fact]
    public void Compile_TheCityOfThisRepository_HasNoMistakes()
    {
        var loaded = CityLoader.Load(Path.Combine(RepositoryRoot(), "seeds"));
        Assert.True(loaded.IsGood, string.Join('\n', loaded.Mistakes));
        var mistakes = new List<Mistake>();
        RuleSet.Compile(loaded.City, mistakes);
        Assert.Empty(mistakes);
    }

    private static string Rising(string steps) =>
        TestRules.When("pressure > 2").Replace("severity: low", $"severity: {{ low: at once, {steps} }}", StringComparison.Ordinal);

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Telemetry.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    /// <summary>Lines counted from the first rule of the camera instead of the first of the station.</summary>
    private static string FromCamera(string mistake)
    {
        int colon = mistake.IndexOf(':', StringComparison.Ordinal);
        return $"{int.Parse(mistake[..colon], System.Globalization.CultureInfo.InvariantCulture) - 13}{mistake[colon..]}";
    }
}
