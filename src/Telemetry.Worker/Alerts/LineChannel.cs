using System.Text;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Alerts;

/// <summary>Puts the lines of incidents into the journal, for the uploader.</summary>
internal sealed class LineChannel(CommitLog log) : INotificationChannel
{
    public string Name => ChannelName.Line;

    public async Task<SendResult> SendAsync(OutboxEntry entry, CancellationToken cancellationToken)
    {
        var header = new RecordHeader(RecordKind.Event, RecordFlags.None, Quality.Good, TimestampSource.Receipt, entry.CreatedAt, entry.CreatedAt);
        long position = log.Journal.Append(header, [], Encoding.UTF8.GetBytes(entry.Body));
        await log.Journal.WaitForCommitAsync(position, cancellationToken);
        return new SendResult(SendOutcome.Delivered);
    }
}
