using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Rules;

public sealed class InhibitionCheckTests
{
    [Fact]
    public void Circle_OfThree_IsToldOnceWithItsWay()
    {
        string mistake = Assert.Single(TestCity.Mistakes(Rule("a", "b") + Rule("b", "c") + Rule("c", "a")));
        Assert.Contains("rules inhibit each other, and none of them would ever be raised: a by b by c by a", mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("site.a", true)]
    [InlineData("gateway.a", false)]
    [InlineData("upstream.a", false)]
    public void ItsOwnRule_OnAnotherDeviceOneWay_IsNoCircle(string inhibitor, bool isCircle) =>
        Assert.Equal(isCircle, TestCity.Mistakes(Rule("a", inhibitor)).Any(mistake => mistake.Contains("inhibit each other", StringComparison.Ordinal)));

    [Fact]
    public void ThereAndBack_IsACircle() =>
        Assert.Contains("a by b by a", Assert.Single(TestCity.Mistakes(Rule("a", "upstream.b") + Rule("b", "downstream.a"))), StringComparison.Ordinal);

    [Fact]
    public void ChainWithABranch_IsNone() => Assert.Empty(TestCity.Mistakes(Rule("a", "[b, c]") + Rule("b", "d") + Rule("c", "d") + Rule("d", "")));

    [Theory]
    [InlineData("lek", "unknown rule 'lek' of kind 'station'")]
    [InlineData("gatway.a", "unknown place 'gatway'")]
    [InlineData("gateway.persn", "unknown rule 'persn'")]
    public void UnknownNames_AreMistakes(string inhibitor, string message) =>
        Assert.Contains(message, Assert.Single(TestCity.Mistakes(Rule("a", inhibitor), TestRules.Intruder)), StringComparison.Ordinal);

    [Fact]
    public void LifeSafety_IsNeitherInhibitedNorGrouped()
    {
        string more = "\n  inhibited-by: other\n  group: { by: area, at-least: 3, within: 5m, title: { zh: 多, en: Many } }\n"
            + TestRules.OnEvent("clear-after: 1m").Replace("id: rule", "id: other", StringComparison.Ordinal);
        var mistakes = TestCity.Mistakes(cameraRules: TestRules.Intruder + more);
        Assert.Equal(2, mistakes.Count(mistake => mistake.Contains("rule 'person' is about life and safety", StringComparison.Ordinal)));
    }

    [Fact]
    public void GroupsName_TakenByARule_IsAMistake() =>
        Assert.Contains(
            "'a-group' is the name of the group of rule 'a'",
            Assert.Single(TestCity.Mistakes(Rule("a", "") + "  group: { by: area, at-least: 3, within: 5m, title: { zh: 多, en: Many } }\n" + Rule("a-group", ""))),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("low", "medium", false)]
    [InlineData("medium", "medium", true)]
    [InlineData("medium", "{ medium: at once, critical: after 1h }", false)]
    [InlineData("{ medium: at once, critical: after 1h }", "high", false)]
    [InlineData("critical", "{ medium: at once, critical: after 1h }", true)]
    public void Inhibitor_LessSevereThanWhatItHides_IsAMistake(string inhibitor, string inhibited, bool isGood)
    {
        var mistakes = TestCity.Mistakes(Rule("a", "b").Replace("severity: low", "severity: " + inhibited, StringComparison.Ordinal)
            + Rule("b", "").Replace("severity: low", "severity: " + inhibitor, StringComparison.Ordinal));
        Assert.Equal(isGood ? 0 : 1, mistakes.Count);
        Assert.All(mistakes, mistake => Assert.Contains("would hide 'a', which may become", mistake, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("severity: medium, ", false)]
    [InlineData("severity: high, ", true)]
    [InlineData("", true)]
    public void Group_LessSevereThanItsMembersMayBecome_IsAMistake(string own, bool isGood)
    {
        string rule = Rule("a", "").Replace("severity: low", "severity: { low: at once, high: after 1h }", StringComparison.Ordinal)
            + "  group: { by: area, at-least: 3, within: 5m, " + own + "title: { zh: 多, en: Many } }\n";
        var mistakes = TestCity.Mistakes(rule);
        Assert.Equal(isGood ? 0 : 1, mistakes.Count);
        Assert.All(mistakes, mistake => Assert.Contains("rule 'a' may become high", mistake, StringComparison.Ordinal));
        if (isGood)
        {
            Assert.Equal(Severity.High, Assert.Single(TestCity.Compile(rule).Rules).Clauses.Group!.Severity);
        }
    }

    private static string Rule(string id, string inhibitedBy) =>
        TestRules.When("flow > 1", inhibitedBy.Length == 0 ? "" : "inhibited-by: " + inhibitedBy).Replace("id: rule", "id: " + id, StringComparison.Ordinal).TrimEnd() + "\n";
}
