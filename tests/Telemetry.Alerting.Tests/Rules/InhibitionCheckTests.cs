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

    private static string Rule(string id, string inhibitedBy) =>
        TestRules.When("flow > 1", inhibitedBy.Length == 0 ? "" : "inhibited-by: " + inhibitedBy).Replace("id: rule", "id: " + id, StringComparison.Ordinal).TrimEnd() + "\n";
}
