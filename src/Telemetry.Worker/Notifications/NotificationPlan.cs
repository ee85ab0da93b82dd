using System.Text.Json;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Notifications;

/// <summary>Decides what goes out when an incident is raised, becomes more urgent or is cleared: the webhook, and the command of its rule.</summary>
internal sealed class NotificationPlan(NotificationsOptions options, ConsoleOptions console)
{
    private const string Raised = "raised";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = CommandBody.Json.Encoder };

    /// <summary>The key of the outbox under which people are told that it was raised.</summary>
    public static string RaisedKey(string incidentId) => $"{incidentId}/{Raised}";

    /// <summary>True for what was received so long ago that people are told of it only if it still stands when everything since was judged.</summary>
    public bool IsOld(long receivedAtMs, long nowMs) => nowMs - receivedAtMs > (long)options.HoldOlderThan.TotalMilliseconds;

    /// <summary>
    /// What people are told. An incident is raised for them when it becomes one that they are told of: at once for most, later
    /// for history that turns out to stand, for one that its group leaves, or one that has become urgent enough.
    /// </summary>
    /// <param name="before">The incident before; null when it was just opened.</param>
    /// <param name="incident">The incident now.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    /// <param name="wasPosted">True when people were told of it once, before its group took it in or a silence held it: they are told of its end too.</param>
    public IEnumerable<OutboxEntry> For(Incident? before, Incident incident, long nowMs, bool wasPosted = false)
    {
        bool isTold = IsTold(incident);
        bool wasTold = before is not null && IsTold(before);
        bool isOver = incident.ClearedAtMs is not null;
        if (isTold && !wasTold && !isOver && incident.State == IncidentState.Unacknowledged)
            yield return Entry("raised", wasPosted ? $"{Raised}-{incident.Version}" : Raised, incident, nowMs);
        else if (isTold && wasTold && !isOver && incident.Severity > before!.Severity)
            yield return Entry("severity", $"severity-{incident.Severity.ToText()}", incident, nowMs);
        else if (((isTold && before?.State.IsHeldBack() != true) || (wasPosted && options.Webhook.Url is not null)) && isOver && (before is null || before.ClearedAtMs is null))
            yield return Entry("cleared", "cleared", incident, nowMs);
    }

    /// <summary>What people and the device are told.</summary>
    public IEnumerable<OutboxEntry> For(Incident? before, Incident incident, Transition transition, long nowMs, bool wasPosted = false)
    {
        foreach (OutboxEntry entry in For(before, incident, nowMs, wasPosted))
            yield return entry;
        if (transition.Kind == TransitionKind.Raised && transition.Rule.Command is { } command)
        {
            // What was said too late would puzzle whoever stands there now. It counts from the receipt, since the clock of a device
            // may be slow by more than a command lives; what a device kept for minutes counts from when it happened.
            long receivedAtMs = transition.ReceivedAtMs ?? transition.AtMs;
            long sinceMs = IsOld(transition.AtMs, receivedAtMs) ? transition.AtMs : receivedAtMs;
            string key = $"{incident.Id}-{command.Name}";
            yield return new OutboxEntry(
                key, ChannelName.Command, incident.Id, incident.DeviceId, CommandBody.Create(key, command, $"rule:{incident.RuleId}"),
                nowMs, sinceMs + (long)command.TimeToLive.TotalMilliseconds, Urgent: incident.LifeSafety);
        }
    }

    private bool IsTold(Incident incident) => options.Webhook.Url is not null && incident.IsTold
        && (incident.LifeSafety || incident.Severity >= options.Webhook.MinimumSeverity);

    private OutboxEntry Entry(string what, string key, Incident incident, long nowMs) => new(
        $"{incident.Id}/{key}", ChannelName.Webhook, incident.Id, "", WebhookBody(what, incident), nowMs, nowMs + (long)options.GiveUpAfter.TotalMilliseconds, Urgent: incident.LifeSafety);

    private string WebhookBody(string what, Incident incident) =>
        JsonSerializer.Serialize(
            new { @event = what, url = $"{(console.PublicUrl ?? console.Url).TrimEnd('/')}/incidents/{incident.Id}", incident = IncidentsApi.Item(incident) },
            Json);
}
