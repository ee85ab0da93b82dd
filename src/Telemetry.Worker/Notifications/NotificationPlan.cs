using System.Text.Json;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Notifications;

/// <summary>Decides what goes out when an incident is raised or cleared: the webhook, and the command of its rule.</summary>
internal sealed class NotificationPlan(NotificationsOptions options, ConsoleOptions console)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = CommandBody.Json.Encoder };

    /// <summary>What people are told.</summary>
    public IEnumerable<OutboxEntry> For(Incident incident, TransitionKind kind, long nowMs)
    {
        if (kind == TransitionKind.Changed || options.Webhook.Url is null || incident.Severity < options.Webhook.MinimumSeverity)
            yield break;
        string what = kind == TransitionKind.Raised ? "raised" : "cleared";
        yield return new OutboxEntry(
            $"{incident.Id}/{what}", ChannelName.Webhook, incident.Id, "", WebhookBody(what, incident), nowMs, nowMs + (long)options.GiveUpAfter.TotalMilliseconds);
    }

    /// <summary>What people and the device are told.</summary>
    public IEnumerable<OutboxEntry> For(Incident incident, Transition transition, long nowMs)
    {
        foreach (OutboxEntry entry in For(incident, transition.Kind, nowMs))
            yield return entry;
        if (transition.Kind == TransitionKind.Raised && transition.Rule.Command is { } command)
        {
            // Counted from when it happened: what was said too late would puzzle whoever stands there now.
            string key = $"{incident.Id}-{command.Name}";
            yield return new OutboxEntry(
                key, ChannelName.Command, incident.Id, incident.DeviceId, CommandBody.Create(key, command, $"rule:{incident.RuleId}"),
                nowMs, transition.AtMs + (long)command.TimeToLive.TotalMilliseconds);
        }
    }

    private string WebhookBody(string what, Incident incident) =>
        JsonSerializer.Serialize(
            new { @event = what, url = $"{(console.PublicUrl ?? console.Url).TrimEnd('/')}/incidents/{incident.Id}", incident = IncidentsApi.Item(incident) },
            Json);
}
