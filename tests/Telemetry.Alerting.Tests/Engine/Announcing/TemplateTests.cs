namespace Telemetry.Alerting.Tests.Engine.Announcing;

public sealed class TemplateTests
{
    [Fact]
    public void Reading_IsFilledWithUnitsAndNames()
    {
        var replay = new Replay("""
            - id: rule
              when: pressure < 0.3
              severity: low
              title: { zh: "{area}{site}{device}压力{value}，低于{limit}", en: "{device}: {value} is below {limit} {{x}}" }
              advice: { zh: "流量{flow}，运行{running}，室外{outdoor}", en: "Flow {flow}, running {running}, outdoor {outdoor}" }
            """);
        replay.Reading("s-1", 0, [("pressure", 0.12345), ("flow", 100), ("running", 1)]);

        var raised = Assert.Single(replay.Transitions);
        Assert.Equal(("镇这里一压力0.123 MPa，低于0.3 MPa", "One: 0.123 MPa is below 0.3 MPa {x}"), (raised.Title.Zh, raised.Title.En));
        Assert.Equal(("流量100 t/h，运行是，室外—", "Flow 100 t/h, running yes, outdoor —"), (raised.Advice!.Zh, raised.Advice.En));
    }

    [Fact]
    public void Event_SaysWhatTheDeviceSaid_WithoutControlCharacters()
    {
        var replay = new Replay(cameraRules: """
            - id: rule
              event: intrusion
              where: confidence >= 0.6
              clear-after: 10m
              severity: low
              title: { zh: "{zone} {confidence} {child}", en: "{zone} {confidence} {child} {lane}" }
            """);
        replay.Event("cam-1", 0, "intrusion", "<b>\u0007east</b>", 0, ("confidence", 0.91), ("child", 0));

        Assert.Equal("<b>east</b> 91 % no —", Assert.Single(replay.Transitions).Title.En);
    }

    [Theory]
    [InlineData("'{vlue}'", "unknown placeholder 'vlue' (did you mean 'value'?)", 18)]
    [InlineData("'{mode}'", "unknown placeholder 'mode'", 18)]
    [InlineData("'50 {'", "'{' without its partner; write '{{' for the character itself", 20)]
    [InlineData("'}'", "'}' without its partner; write '}}' for the character itself", 17)]
    public void Mistake_HasItsColumn(string zh, string message, int column)
    {
        string rule = $$"""
            - id: rule
              when: flow > 100
              severity: low
              title: { zh: {{zh}}, en: x }
            """;
        string mistake = Assert.Single(TestCity.Mistakes(rule));
        Assert.StartsWith($"4:{column} ", mistake, StringComparison.Ordinal);
        Assert.Contains(message[..15], mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_HasNoValue() =>
        Assert.Contains("unknown placeholder 'value'", Assert.Single(TestCity.Mistakes(TestRules.Silent.Replace("en: Silent", "en: '{value}'", StringComparison.Ordinal))), StringComparison.Ordinal);
}
