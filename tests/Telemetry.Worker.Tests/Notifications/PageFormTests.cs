using System.Text.Json.Nodes;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Notifications;

public sealed class PageFormTests
{
    private static readonly City City = TestCity.Load();

    private static readonly Person Li = new("li", new LocalizedText("李四", "Li Si"), new Dictionary<string, string>
    {
        ["phone"] = "+8613800000000",
        ["sms"] = "+8613900000000",
        ["wecom"] = "lisi",
    });

    private readonly ListLogger<PageForm> _logger = new();

    [Theory]
    [InlineData(Way.Call, "webhook,mqtt", "webhook")]
    [InlineData(Way.Sms, "webhook,mqtt", "webhook")]
    [InlineData(Way.App, "webhook,mqtt", "webhook,mqtt")]
    [InlineData(Way.Screen, "webhook,mqtt", "mqtt")]
    [InlineData(Way.Call, "webhook", "webhook")]
    [InlineData(Way.App, "webhook", "webhook")]
    [InlineData(Way.Screen, "webhook", "webhook")]
    [InlineData(Way.Call, "mqtt", "mqtt")]
    [InlineData(Way.Sms, "mqtt", "mqtt")]
    [InlineData(Way.App, "mqtt", "mqtt")]
    [InlineData(Way.Screen, "mqtt", "mqtt")]
    [InlineData(Way.Call, "", "")]
    public void Entries_NothingChosen_AreThoseOfTheChannelsThatSuit(Way way, string there, string expected) =>
        Assert.Equal(expected, string.Join(',', Form(there: there).Entries(Call(way), 5).Select(e => e.Channel)));

    [Theory]
    [InlineData("none", "")]
    [InlineData("mqtt", "mqtt")]
    [InlineData("mqtt, webhook", "mqtt,webhook")]
    public void Entries_ChannelsChosen_AreThose(string chosen, string expected) =>
        Assert.Equal(expected, string.Join(',', Form(new NotificationsOptions { Ways = { Call = chosen } }).Entries(Call(Way.Call), 5).Select(e => e.Channel)));

    [Fact]
    public void Entries_ChannelAddedLater_CarriesWhatNamesIt()
    {
        PageForm form = Form(new NotificationsOptions { Ways = { Sms = "mail" } }, "webhook,mail");

        OutboxEntry entry = Assert.Single(form.Entries(Call(Way.Sms), 5));

        Assert.Equal(("mail", "call-1/mail", "person/li"), (entry.Channel, entry.Key, entry.Target));
    }

    [Fact]
    public void Entries_NothingCarriesTheWay_IsToldOnce()
    {
        PageForm form = Form(there: "");

        Assert.Empty(form.Entries(Call(Way.Call), 5));
        Assert.Empty(form.Entries(Call(Way.Call), 6));

        Assert.False(form.Carries(Way.Call));
        Assert.Contains("No channel carries the way Call", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_KeysAndTimes_AreOfTheCall()
    {
        OutboxEntry[] entries = [.. Form().Entries(Call(Way.App), 5)];

        Assert.Equal(["call-1/webhook", "call-1/mqtt"], entries.Select(e => e.Key));
        Assert.All(entries, e => Assert.Equal(("i-1", "person/li", 5L, long.MaxValue, false, null), (e.Incident, e.Target, e.CreatedAt, e.ExpiresAt, e.Urgent, e.Lane)));
    }

    [Theory]
    [InlineData(Way.Call, "phone")]
    [InlineData(Way.Sms, "sms,phone")]
    [InlineData(Way.App, "wecom")]
    [InlineData(Way.Screen, "")]
    public void Body_Person_HasTheContactsOfTheWayOnly(Way way, string expected)
    {
        JsonNode person = Body(Call(way))["person"]!;

        Assert.Equal(("li", "李四", "Li Si"), ((string)person["id"]!, (string)person["nameZh"]!, (string)person["nameEn"]!));
        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(), person["contacts"]!.AsObject().Select(c => c.Key).Order());
    }

    [Fact]
    public void Body_TellsWhoWhyAndWhat()
    {
        JsonNode body = Body(Call(Way.Sms) with { Step = 2, Round = 1, Duty = Duty() });

        Assert.Equal(("page", "call-1", "sms", false), ((string)body["event"]!, (string)body["key"]!, (string)body["way"]!, (bool)body["lifeSafety"]!));
        Assert.Equal(("cadre", "town", "村干部", "village cadre"), ((string)body["duty"]!["id"]!, (string)body["duty"]!["area"]!, (string)body["duty"]!["roleZh"]!, (string)body["duty"]!["roleEn"]!));
        Assert.Equal(("最近的责任人", "nearest duty", 2, 1), ((string)body["whyZh"]!, (string)body["whyEn"]!, (int)body["step"]!, (int)body["round"]!));
        Assert.Equal("https://city.example/incidents/i-1", (string)body["url"]!);
        JsonNode item = Assert.Single(body["incidents"]!.AsArray())!;
        Assert.Equal(("i-1", "high", "hs-1", "here", "https://city.example/incidents/i-1"), ((string)item["id"]!, (string)item["severity"]!, (string)item["device"]!, (string)item["site"]!, (string)item["url"]!));
        Assert.Equal("【村干部】李四：橙色告警，这里 压力低。请立即确认。 https://city.example/incidents/i-1", (string)body["textZh"]!);
        Assert.Equal("[village cadre] Li Si: high, Here, Pressure low. Please answer now. https://city.example/incidents/i-1", (string)body["textEn"]!);
    }

    [Fact]
    public void Body_ManyIncidents_HasLifeSafetyFirstAndCountsTheRest()
    {
        Incident[] many = [.. Enumerable.Range(1, 30).Select(i => TestIncident.Create($"i-{i}") with { LifeSafety = i == 30 })];
        OutboxEntry entry = Form(new NotificationsOptions { CallLists = 5 }).Entries(Call(Way.Call, many), 5)[0];
        JsonNode body = JsonNode.Parse(entry.Body)!;

        Assert.True(entry.Urgent);
        Assert.Equal("i-30", entry.Incident);
        Assert.Equal(["i-30", "i-1", "i-2", "i-3", "i-4"], body["incidents"]!.AsArray().Select(i => (string)i!["id"]!));
        Assert.Equal(25, (int)body["more"]!);
        Assert.Contains("危及生命", (string)body["textZh"]!, StringComparison.Ordinal);
        Assert.Contains("另有28起", (string)body["textZh"]!, StringComparison.Ordinal);
        Assert.Contains("and 28 more", (string)body["textEn"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Way.Call, 160)]
    [InlineData(Way.Sms, 500)]
    [InlineData(Way.App, 500)]
    public void Text_HoweverLongTheTitles_IsBoundedAndKeepsItsEnd(Way way, int longest)
    {
        string title = string.Concat(Enumerable.Repeat("水\U0001F30A\r\n\u001b[31m", 400));
        JsonNode body = Body(Call(way, TestIncident.Create("i-1") with { Title = new LocalizedText(title, title) }));

        foreach ((string text, int most) in ((string, int)[])[((string)body["textZh"]!, longest), ((string)body["textEn"]!, way == Way.Call ? 2 * longest : longest)])
        {
            Assert.InRange(text.Length, most - 1, most);
            Assert.DoesNotContain(text, char.IsControl);
            Assert.DoesNotContain('\uFFFD', text);
        }

        Assert.Contains("请立即确认", (string)body["textZh"]!, StringComparison.Ordinal);
        Assert.Equal(way != Way.Call, ((string)body["textZh"]!).EndsWith("/incidents/i-1", StringComparison.Ordinal));
    }

    [Fact]
    public void Text_TitleThatTellsThePlace_TellsItOnce()
    {
        JsonNode body = Body(Call(Way.Call, TestIncident.Create("i-1") with { Title = new LocalizedText("这里：压力低", "Here: pressure low") }));

        Assert.Equal("【值守】李四：橙色告警，这里：压力低。请立即确认。", (string)body["textZh"]!);
        Assert.Equal("[on duty] Li Si: high, Here: pressure low. Please answer now.", (string)body["textEn"]!);
    }

    [Fact]
    public void Entries_Screen_IsOneForEachIncidentUnderTheAreaOfTheDuty()
    {
        Incident[] two = [TestIncident.Create("i-1"), TestIncident.Create("i-2") with { LifeSafety = true }];
        IReadOnlyList<OutboxEntry> entries = Form().Entries(Call(Way.Screen, two) with { Person = null, Duty = Duty() }, 5);

        Assert.Equal(
            [("call-1/mqtt/i-2", "screen/town/i-2", "i-2", true), ("call-1/mqtt/i-1", "screen/town/i-1", "i-1", false)],
            entries.Select(e => (e.Key, e.Target, e.Incident, e.Urgent)));
        Assert.All(entries, e => Assert.Single(JsonNode.Parse(e.Body)!["incidents"]!.AsArray()));
    }

    [Fact]
    public void Target_NobodyKnown_IsTheDutyAndElseTheArea()
    {
        Assert.Equal("duty/cadre", Form().Entries(Call(Way.Call) with { Person = null, Duty = Duty() }, 5)[0].Target);
        Assert.Equal("area/town", Form().Entries(Call(Way.Call) with { Person = null }, 5)[0].Target);
        Assert.Equal("person/%2B%2F%23%20x", Form().Entries(Call(Way.Call) with { Person = Li with { Id = "+/# x" } }, 5)[0].Target);
    }

    private static JsonNode Body(PageCall call) => JsonNode.Parse(new PageFormTests().Form().Entries(call, 5)[0].Body)!;

    private PageForm Form(NotificationsOptions? options = null, string there = "webhook,mqtt")
    {
        options ??= new NotificationsOptions();
        var channels = new CallChannels(options.Ways, there.Split(',', StringSplitOptions.RemoveEmptyEntries));
        return new PageForm(channels, options, new ConsoleOptions { PublicUrl = "https://city.example/" }, new CityInForce(City, "city"), _logger);
    }

    private static PageCall Call(Way way, params Incident[] incidents) => new(
        "call-1", way, Li, null, incidents.Length > 0 ? incidents : [TestIncident.Create("i-1", Severity.High)], 1, 0, new LocalizedText("最近的责任人", "nearest duty"));

    private static Duty Duty() => new()
    {
        Id = "cadre",
        Area = City.FindArea("town")!,
        Systems = City.Systems,
        Role = new LocalizedText("村干部", "village cadre"),
    };
}
