using System.Text.Json.Nodes;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Notifications;

public sealed class NotificationPlanTests
{
    private const long NowMs = TestIncident.OpenedAt + 500;

    private readonly City _city = TestCity.Load();
    private readonly NotificationsOptions _options = new() { Webhook = { Url = "https://example.org/hook" } };

    [Fact]
    public void Raised_GoesToTheWebhookWithALinkAndTheIncident()
    {
        OutboxEntry entry = Assert.Single(Plan("hs-1", TransitionKind.Raised, new ConsoleOptions { PublicUrl = "https://telemetry.example/" }));

        Assert.Equal(("0123456789abcdef/raised", ChannelName.Webhook, NowMs, NowMs + 24 * 3_600_000L), (entry.Key, entry.Channel, entry.CreatedAt, entry.ExpiresAt));
        JsonNode body = JsonNode.Parse(entry.Body)!;
        Assert.Equal("raised", body["event"]!.GetValue<string>());
        Assert.Equal("https://telemetry.example/incidents/0123456789abcdef", body["url"]!.GetValue<string>());
        Assert.Equal(("hs-1", "压力低"), (body["incident"]!["device"]!.GetValue<string>(), body["incident"]!["titleZh"]!.GetValue<string>()));
        Assert.Contains("压力低", entry.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Raised_WithAPicture_LinksToThePageBehindTheLoginOnly()
    {
        Incident incident = TestIncident.Create() with { Attributes = """{"snapshot":"s-1"}""" };

        OutboxEntry entry = Assert.Single(new NotificationPlan(new NotificationsOptions { Webhook = _options.Webhook }, new ConsoleOptions()).For(null, incident, NowMs));

        Assert.DoesNotContain("/snapshot", entry.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("token", entry.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, entry.Body.Split("://").Length - 1);
    }

    [Fact]
    public void Cleared_GoesOutUnderAKeyOfItsOwn() =>
        Assert.Equal(["0123456789abcdef/cleared"], Plan("hs-1", TransitionKind.Cleared).Select(e => e.Key));

    [Fact]
    public void Changed_TellsNobody() => Assert.Empty(Plan("hs-1", TransitionKind.Changed));

    [Fact]
    public void MoreUrgent_IsToldUnderAKeyOfItsOwn()
    {
        Incident before = TestIncident.Create(severity: Severity.High);
        OutboxEntry entry = Assert.Single(For(before, before with { Severity = Severity.Critical }));
        Assert.Equal(("0123456789abcdef/severity-critical", "severity"), (entry.Key, JsonNode.Parse(entry.Body)!["event"]!.GetValue<string>()));
        Assert.Empty(For(before with { State = IncidentState.Closed, ClearedAtMs = 1 }, before with { State = IncidentState.Closed, ClearedAtMs = 1, Severity = Severity.Critical }));
    }

    [Fact]
    public void UrgentEnoughOnlyNow_IsRaised() =>
        Assert.Equal(["0123456789abcdef/raised"], For(TestIncident.Create(severity: Severity.Low), TestIncident.Create()).Select(e => e.Key));

    [Theory]
    [InlineData(true, false, null)]
    [InlineData(false, true, null)]
    [InlineData(false, false, "aaaabbbbccccdddd")]
    public void HistoryAndMembers_PageNobodyUntilTheyStandForThemselves(bool backlog, bool held, string? group)
    {
        Incident quiet = TestIncident.Create() with { Backlog = backlog, Held = held, Group = group };
        Assert.Empty(For(null, quiet));
        Assert.Empty(For(quiet, quiet with { Severity = Severity.Critical }));
        Assert.Empty(For(quiet, quiet with { State = IncidentState.Closed, ClearedAtMs = 1 }));
        Assert.Equal(["0123456789abcdef/raised"], For(quiet, TestIncident.Create()).Select(e => e.Key));
        Assert.Empty(For(quiet with { State = IncidentState.Acknowledged }, TestIncident.Create(state: IncidentState.Acknowledged)));
    }

    [Fact]
    public void IsOld_LongerAgoThanTheOption()
    {
        var plan = new NotificationPlan(_options, new ConsoleOptions());
        Assert.False(plan.IsOld(0, 5 * 60_000));
        Assert.True(plan.IsOld(0, (5 * 60_000) + 1));
    }

    [Theory]
    [InlineData(Severity.Low, 1)]
    [InlineData(Severity.High, 1)]
    [InlineData(Severity.Critical, 0)]
    public void BelowTheLeastSeverity_IsNotPosted(Severity least, int expected)
    {
        _options.Webhook.MinimumSeverity = least;

        Assert.Equal(expected, Plan("hs-1", TransitionKind.Raised).Count);
    }

    [Fact]
    public void WithoutWebhook_OnlyTheCommandGoesOut()
    {
        _options.Webhook.Url = null;

        Assert.Empty(Plan("hs-1", TransitionKind.Raised));
        Assert.Equal([ChannelName.Command], Plan("cam-1", TransitionKind.Raised).Select(e => e.Channel));
        Assert.Empty(Plan("cam-1", TransitionKind.Cleared));
    }

    [Theory]
    [InlineData(0, 30_000)]
    [InlineData(31_000, 61_000)]
    [InlineData(300_000, 330_000)]
    [InlineData(300_001, 30_000)]
    public void Command_LivesFromItsReceiptUnlessTheDeviceKeptIt(int receivedAfterMs, int livesUntilMs)
    {
        OutboxEntry command = Plan("cam-1", TransitionKind.Raised, receivedAtMs: TestIncident.OpenedAt + receivedAfterMs).Single(e => e.Channel == ChannelName.Command);

        Assert.Equal((TestIncident.OpenedAt + livesUntilMs, NowMs, "cam-1"), (command.ExpiresAt, command.CreatedAt, command.Target));
    }

    [Fact]
    public void LifeSafety_IsPostedWhateverTheLeastSeverity()
    {
        _options.Webhook.MinimumSeverity = Severity.Critical;

        Assert.Empty(For(null, TestIncident.Create()));
        Assert.Equal(["0123456789abcdef/raised"], For(null, TestIncident.Create() with { LifeSafety = true }).Select(e => e.Key));
    }

    private List<OutboxEntry> Plan(string deviceId, TransitionKind kind, ConsoleOptions? console = null, long? receivedAtMs = null)
    {
        Device device = _city.FindDevice(deviceId)!;
        Rule rule = TestCity.Compile(_city).Rules.Single(r => r.Kind == device.Kind);
        Incident incident = TestIncident.Create() with { DeviceId = deviceId, ClearedAtMs = kind == TransitionKind.Cleared ? TestIncident.OpenedAt + 1 : null };
        Incident? before = kind == TransitionKind.Raised ? null : incident with { ClearedAtMs = null };
        var transition = new Transition { Id = incident.Id, Kind = kind, Rule = rule, Device = device, Position = 1, AtMs = TestIncident.OpenedAt, ReceivedAtMs = receivedAtMs };
        return [.. new NotificationPlan(_options, console ?? new ConsoleOptions()).For(before, incident, transition, NowMs)];
    }

    private List<OutboxEntry> For(Incident? before, Incident after) => [.. new NotificationPlan(_options, new ConsoleOptions()).For(before, after, NowMs)];
}
