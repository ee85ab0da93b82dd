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

    public IEnumerable<OutboxEntry> For(Incident incident, Transition transition, long nowMs)
    {
        if (transition.Kind == TransitionKind.Changed)
            yield break;
        if (options.Webhook.Url is not null && incident.Severity >= options.Webhook.MinimumSeverity)
        {
            string what = transition.Kind == TransitionKind.Raised ? "raised" : "cleared";
            yield return new OutboxEntry(
                $"{incident.Id}/{what}", ChannelName.Webhook, incident.Id, "", WebhookBody(what, incident), nowMs, nowMs + (long)options.GiveUpAfter.TotalMilliseconds);
        }

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
