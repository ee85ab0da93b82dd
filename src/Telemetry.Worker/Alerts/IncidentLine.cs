using System.Text;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Storage.LineProtocol;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// An incident as a line of measurement <c>incident</c>, one for each step of its life, so that dashboards show it. It
/// travels through the outbox into the journal, and from there to the store like everything else.
/// </summary>
internal static class IncidentLine
{
    private const int NanosecondsPerMillisecond = 1_000_000;

    public static OutboxEntry Entry(Incident incident, long atMs) =>
        new($"{incident.Id}/{incident.Version}/line", ChannelName.Line, incident.Id, "", Text(incident, atMs), atMs, long.MaxValue);

    private static string Text(Incident incident, long atMs)
    {
        byte[] series = LineEscape.Series(
            "incident",
            ("area", incident.AreaId), ("device", incident.DeviceId), ("rule", incident.RuleId), ("severity", incident.Severity.ToText()), ("system", incident.SystemId));
        byte[] buffer = new byte[series.Length + 2 * (Encoding.UTF8.GetByteCount(incident.Title.Zh + incident.Title.En + incident.Attributes) + 256)];
        var writer = new LineWriter(buffer);
        writer.Series(series);
        writer.Text("id"u8, Encoding.UTF8.GetBytes(incident.Id));
        writer.Text("state"u8, Encoding.UTF8.GetBytes(incident.State.Label()));
        writer.Text("title"u8, Encoding.UTF8.GetBytes($"{incident.Title.Zh} {incident.Title.En}"));
        writer.Text("text"u8, Encoding.UTF8.GetBytes(incident.Attributes));
        writer.Timestamp(atMs * NanosecondsPerMillisecond + Counter(incident));
        return Encoding.UTF8.GetString(buffer.AsSpan(0, writer.Written));
    }

    /// <summary>Two incidents of one rule and device in one millisecond must not overwrite each other, and the same step written twice must.</summary>
    private static int Counter(Incident incident) =>
        (int)(Convert.ToUInt32(incident.Id[..8], 16) % (NanosecondsPerMillisecond - 1000)) + incident.Version % 1000;
}
