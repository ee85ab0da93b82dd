using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Notifications;

/// <summary>Turns a call into what goes out, by the channels that carry its way. The body is described in <c>docs/calls.md</c>.</summary>
internal sealed partial class PageForm(
    CallChannels channels, NotificationsOptions options, ConsoleOptions console, CityInForce city, ILogger<PageForm> logger)
{
    private readonly ConcurrentDictionary<Way, bool> _told = [];

    /// <summary>True when some channel carries it.</summary>
    public bool Carries(Way way) => channels.Of(way).Count > 0;

    /// <summary>One for each channel that carries the way; on a screen over MQTT one for each incident. Empty when no channel carries it.</summary>
    public IReadOnlyList<OutboxEntry> Entries(PageCall call, long nowMs)
    {
        if (!Carries(call.Way))
        {
            if (_told.TryAdd(call.Way, true))
                LogNotCarried(logger, call.Way, call.Key);
            return [];
        }

        // Stable: of two alike the order of whoever calls stands.
        Incident[] incidents = [.. call.Incidents.OrderByDescending(incident => incident.LifeSafety)];
        return [.. channels.Of(call.Way).SelectMany(channel => channel == ChannelName.Mqtt && call.Way == Way.Screen
            ? incidents.Select(incident => Entry(call, channel, $"{call.Key}/{channel}/{incident.Id}", PageTarget.Screen(ScreenArea(call), incident.Id), [incident], nowMs))
            : [Entry(call, channel, $"{call.Key}/{channel}", Target(call), incidents, nowMs)])];
    }

    /// <summary>A call ends with an answer and not with time: a clock that is set must not let it expire.</summary>
    private OutboxEntry Entry(PageCall call, string channel, string key, string target, Incident[] incidents, long nowMs) =>
        new(key, channel, incidents[0].Id, target, Body(call, incidents), nowMs, long.MaxValue, Urgent: incidents[0].LifeSafety);

    private static string ScreenArea(PageCall call) => call.Duty?.Area.Id ?? call.Incidents[0].AreaId;

    private static string Target(PageCall call) => call switch
    {
        { Person: { } person } => PageTarget.Person(person.Id),
        { Duty: { } duty } => PageTarget.Duty(duty.Id),
        _ => PageTarget.Area(call.Incidents[0].AreaId),
    };

    private string Body(PageCall call, Incident[] incidents)
    {
        LocalizedText text = PageText.Of(call, incidents, city.City, Link(incidents[0]));
        return new JsonObject
        {
            ["event"] = "page",
            ["key"] = call.Key,
            ["way"] = call.Way.ToString().ToLowerInvariant(),
            ["lifeSafety"] = incidents[0].LifeSafety,
            ["person"] = Person(call),
            ["duty"] = call.Duty is { } duty ? new JsonObject { ["id"] = duty.Id, ["area"] = duty.Area.Id, ["roleZh"] = duty.Role.Zh, ["roleEn"] = duty.Role.En } : null,
            ["whyZh"] = call.Why.Zh,
            ["whyEn"] = call.Why.En,
            ["step"] = call.Step,
            ["round"] = call.Round,
            ["textZh"] = text.Zh,
            ["textEn"] = text.En,
            ["url"] = Link(incidents[0]),
            ["incidents"] = new JsonArray([.. incidents.Take(options.CallLists).Select(Item)]),
            ["more"] = Math.Max(0, incidents.Length - options.CallLists),
        }.ToJsonString(CommandBody.Json);
    }

    private static JsonObject? Person(PageCall call)
    {
        if (call.Person is not { } person)
            return null;
        var contacts = new JsonObject();
        foreach ((string name, string value) in WayContacts.Of(person, call.Way))
            contacts[name] = value;
        return new JsonObject { ["id"] = person.Id, ["nameZh"] = person.Name.Zh, ["nameEn"] = person.Name.En, ["contacts"] = contacts };
    }

    private JsonObject Item(Incident incident) => new()
    {
        ["id"] = incident.Id,
        ["url"] = Link(incident),
        ["severity"] = incident.Severity.ToText(),
        ["lifeSafety"] = incident.LifeSafety,
        ["titleZh"] = PageText.Plain(incident.Title.Zh),
        ["titleEn"] = PageText.Plain(incident.Title.En),
        ["system"] = incident.SystemId,
        ["area"] = incident.AreaId,
        ["site"] = incident.SiteId,
        ["device"] = incident.DeviceId,
        ["openedAt"] = TimeText.Rfc3339(incident.OpenedAtMs),
        ["version"] = incident.Version,
    };

    /// <summary>A page to look at: answering takes more than opening it, since mail scanners open links too.</summary>
    private string Link(Incident incident) => $"{(console.PublicUrl ?? console.Url).TrimEnd('/')}/incidents/{incident.Id}";

    [LoggerMessage(Level = LogLevel.Error, Message = "No channel carries the way {Way}: call {Key} and others like it reach nobody that way. Set Notifications:Webhook:Url or Notifications:Mqtt:Enabled, and see Notifications:Ways.")]
    private static partial void LogNotCarried(ILogger logger, Way way, string key);
}
