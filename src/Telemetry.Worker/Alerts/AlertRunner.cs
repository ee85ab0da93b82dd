using System.Text;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// The journal's reader that decides what must alarm: it hands records to the rule engine in commit order, and writes
/// what follows (incidents, outbox) in one transaction. After a crash it goes on from its checkpoint; the transitions it
/// makes again have the same ids and change nothing.
/// </summary>
internal sealed partial class AlertRunner(
    CommitLog log, RuleSet rules, RuleEngine engine, LiveCity live, IncidentWriter incidents, CheckpointStore checkpoints,
    JournalRetention retention, AlertsOptions options, PayloadOptions payloads, ILogger<AlertRunner> logger) : WorkerPart
{
    /// <summary>Records that are handled while the live view is locked.</summary>
    private const int BatchRecords = 512;

    /// <summary>From so many records in one go on, the next ones are given <see cref="BusyPause"/> to gather.</summary>
    private const int BusyRecords = 8;

    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private readonly SampleReader _samples = new(rules.City);
    private readonly List<Transition> _transitions = [];
    private readonly List<DeviceReply> _replies = [];
    private readonly PatientDatabase _database = new("alerts.db", TimeProvider.System, logger);
    private int _old;
    private bool _mayHold = true;
    private long _position;
    private long _unreadable;

    /// <summary>Records before this one have been judged.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Records that could not be judged: of a device that is gone, or damaged.</summary>
    public long Unreadable => Volatile.Read(ref _unreadable);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using JournalReader reader = log.Journal.OpenReader(checkpoints.Load(engine, live) ?? log.Journal.FirstPosition);
        long saved = reader.Position;
        Volatile.Write(ref _position, saved);
        retention.Passed(nameof(AlertRunner), saved);
        using ITimer full = retention.WakeWhenFull(reader);
        // The last records before a quiet time are due as well.
        using ITimer due = TimeProvider.System.CreateTimer(_ => reader.Wake(), null, options.CheckpointInterval, options.CheckpointInterval);
        long savedAt = TimeProvider.System.GetTimestamp();
        try
        {
            while (true)
            {
                await reader.WaitAsync(stoppingToken);
                stoppingToken.ThrowIfCancellationRequested();
                int taken = TakeBatch(reader);
                await CommitAsync(reader.Position, stoppingToken);
                if (taken < BatchRecords && _mayHold)
                {
                    await _database.RunAsync(incidents.Release, stoppingToken);
                    _mayHold = false;
                }

                if (reader.Position > saved
                    && (TimeProvider.System.GetElapsedTime(savedAt) >= options.CheckpointInterval || (taken < BatchRecords && log.Journal.IsFull)))
                {
                    saved = reader.Position;
                    await _database.RunAsync(() => Save(saved), stoppingToken);
                    savedAt = TimeProvider.System.GetTimestamp();
                }

                // A wake-up at each of hundreds of commits a second would cost more than the rules themselves.
                if (taken is >= BusyRecords and < BatchRecords)
                    await Task.Delay(BusyPause, TimeProvider.System, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Without its transitions a checkpoint would pass alarms that nobody was told of; they are judged again instead.
            _database.TryRun(() =>
            {
                WriteTaken();
                Save(reader.Position);
            });
        }
    }

    /// <summary>Hands some records on; how many.</summary>
    private int TakeBatch(JournalReader reader)
    {
        int taken = 0;
        lock (live.Gate)
        {
            for (; taken < BatchRecords && reader.TryRead(out Record record); taken++)
            {
                int before = _transitions.Count;
                Take(record);
                if (_transitions.Count > before && incidents.IsOld(record.Header.ReceivedAtMs))
                    _old = _transitions.Count;
            }
        }

        return taken;
    }

    private void Take(in Record record)
    {
        switch (record.Header.Kind)
        {
            case RecordKind.Event when record.Device.IsEmpty || record.Header.Flags.HasFlag(RecordFlags.Kept):
                // An incident's own line, or an event judged long ago, on its way to the store.
                break;
            case RecordKind.Reading or RecordKind.Event:
                if (_samples.TryRead(record, out Sample sample))
                {
                    live.Heard(sample, record.Header);
                    engine.Process(sample, _transitions);
                }
                else
                {
                    CountUnreadable(record);
                }

                break;
            case RecordKind.Tick:
                engine.Tick(record.Position, record.Header.TimestampMs, record.Header.Flags.HasFlag(RecordFlags.IngestUp), _transitions, TickBody.ElapsedMs(record.Body));
                break;
            case RecordKind.Status:
                TakeStatus(record);
                break;
            case RecordKind.Reply:
                if (ReplyPayload.Decode(record.Body, record.Header.ReceivedAtMs, payloads, out ReplyPayload? reply) == RejectReason.None)
                    _replies.Add(new DeviceReply(Encoding.UTF8.GetString(record.Device), reply!));
                break;
        }
    }

    private void TakeStatus(in Record record)
    {
        if (!rules.City.TryFindDevice(record.Device, out Device? device)
            || StatusPayload.Decode(record.Body, record.Header.ReceivedAtMs, payloads, out StatusPayload status) != RejectReason.None)
        {
            CountUnreadable(record);
            return;
        }

        // What a broker kept or says in a lost device's name is a state, not a sign of life.
        bool isNews = (record.Header.Flags & (RecordFlags.Will | RecordFlags.Retained)) == 0;
        live.Status(device, record.Header.ReceivedAtMs, status.Online, isNews);
        if (status.Online && isNews)
            engine.Heard(device, record.Position, record.Header.ReceivedAtMs, _transitions);
    }

    private async Task CommitAsync(long position, CancellationToken stoppingToken)
    {
        if (_transitions.Count > 0 || _replies.Count > 0)
            await _database.RunAsync(WriteTaken, stoppingToken);
        Volatile.Write(ref _position, position);
    }

    private void WriteTaken()
    {
        if (_transitions.Count == 0 && _replies.Count == 0)
            return;
        incidents.Write(_transitions, _replies, _old);
        _mayHold |= _old > 0;
        _old = 0;
        _transitions.Clear();
        _replies.Clear();
    }

    private void Save(long position)
    {
        checkpoints.Save(position, engine, live);
        retention.Passed(nameof(AlertRunner), position);
    }

    private void CountUnreadable(in Record record)
    {
        if (Interlocked.Increment(ref _unreadable) == 1)
            LogUnreadable(logger, record.Position, Encoding.UTF8.GetString(record.Device));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Record {Position} of device '{Device}' cannot be judged: the device is not in the inventory any more, or the record is damaged (told once, counted in telemetry_alerts_unreadable_records_total)")]
    private static partial void LogUnreadable(ILogger logger, long position, string device);
}
