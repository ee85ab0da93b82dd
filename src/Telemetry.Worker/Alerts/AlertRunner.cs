using System.Text;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Inputs;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// The journal's reader that decides what must alarm: it hands records to the rule engine in commit order, and writes
/// what follows (incidents, outbox) in one transaction. After a crash it goes on from its checkpoint; the transitions it
/// makes again have the same ids and change nothing. Each record is judged by the rules of the city in force at it.
/// </summary>
internal sealed partial class AlertRunner(
    CommitLog log, CityJudges judges, LiveCity live, IncidentWriter incidents, CheckpointStore checkpoints, JournalRetention retention,
    AlertsOptions options, PayloadOptions payloads, ILogger<AlertRunner> logger) : WorkerPart
{
    /// <summary>Records that are handled while the live view is locked.</summary>
    private const int BatchRecords = 512;

    /// <summary>From so many records in one go on, the next ones are given <see cref="BusyPause"/> to gather.</summary>
    private const int BusyRecords = 8;

    /// <summary>While a checkpoint is saved nothing is judged: at most every twentieth moment, however large the city is.</summary>
    private const int SavingShare = 20;

    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private readonly List<Transition> _transitions = [];
    private readonly List<DeviceReply> _replies = [];
    private readonly List<EndedCondition> _ended = [];
    private readonly List<TakenInput> _inputs = [];
    private readonly PatientDatabase _database = new("alerts.db", TimeProvider.System, logger);
    private CityJudge _judge = judges.First;
    private CityChange? _change;
    private int _old;
    private bool _isAtTail;
    private long? _holdUntil;
    private long _position;
    private long _unreadable;

    /// <summary>Records before this one have been judged.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Records that could not be judged: of a device that is gone, or damaged.</summary>
    public long Unreadable => Volatile.Read(ref _unreadable);

    /// <summary>Readings that came too late to change anything.</summary>
    public long LateIgnored => _judge.Engine.LateIgnored;

    /// <summary>Readings that said what was known already.</summary>
    public long RepeatedIgnored => _judge.Engine.RepeatedIgnored;

    /// <summary>Readings of devices whose clock was put back.</summary>
    public long JudgedByReceipt => _judge.Engine.JudgedByReceipt;

    private bool HasTaken => _transitions.Count > 0 || _replies.Count > 0 || _ended.Count > 0 || _inputs.Count > 0;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        KeptCheckpoint? kept = checkpoints.Find();
        using JournalReader reader = log.Journal.OpenReader(kept?.Position ?? log.Journal.FirstPosition);
        if (kept is not null)
            Restore(kept);
        long saved = reader.Position;
        Volatile.Write(ref _position, saved);
        _holdUntil = log.Journal.NextPosition;
        retention.Passed(nameof(AlertRunner), saved);
        using ITimer full = retention.WakeWhenFull(reader);
        // The last records before a quiet time are due as well.
        using ITimer due = TimeProvider.System.CreateTimer(_ => reader.Wake(), null, options.CheckpointInterval, options.CheckpointInterval);
        long savedAt = TimeProvider.System.GetTimestamp();
        TimeSpan pause = options.CheckpointInterval;
        try
        {
            while (true)
            {
                await reader.WaitAsync(stoppingToken);
                stoppingToken.ThrowIfCancellationRequested();
                int taken = TakeBatch(reader);
                await CommitAsync(reader.Position, stoppingToken);
                if (_isAtTail && reader.Position >= _holdUntil)
                {
                    await _database.RunAsync(incidents.Release, stoppingToken);
                    _holdUntil = null;
                }

                if (reader.Position > saved
                    && (TimeProvider.System.GetElapsedTime(savedAt) >= pause || (taken < BatchRecords && log.Journal.IsFull)))
                {
                    saved = reader.Position;
                    long begun = TimeProvider.System.GetTimestamp();
                    await _database.RunAsync(() => Save(saved), stoppingToken);
                    savedAt = TimeProvider.System.GetTimestamp();
                    TimeSpan share = SavingShare * TimeProvider.System.GetElapsedTime(begun, savedAt);
                    pause = share > options.CheckpointInterval ? share : options.CheckpointInterval;
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
        _isAtTail = false;
        lock (live.Gate)
        {
            for (; taken < BatchRecords && _change is null; taken++)
            {
                if (!reader.TryRead(out Record record))
                {
                    _isAtTail = true;
                    break;
                }

                int before = _transitions.Count;
                Take(record);
                for (int i = before; i < _transitions.Count; i++)
                    _transitions[i] = _transitions[i] with { ReceivedAtMs = record.Header.ReceivedAtMs };
                if (_transitions.Count > before && incidents.IsOld(record.Header.ReceivedAtMs))
                    _old = _transitions.Count;
            }
        }

        if (_change is { } change)
            GoOnWith(change);
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
                if (_judge.Samples.TryRead(record, out Sample sample))
                {
                    live.Heard(sample, record.Header);
                    _judge.Engine.Process(sample, _transitions);
                }
                else
                {
                    CountUnreadable(record);
                }

                break;
            case RecordKind.Tick:
                _judge.Engine.Tick(
                    record.Position, record.Header.TimestampMs, record.Header.Flags.HasFlag(RecordFlags.IngestUp), _transitions, TickBody.ElapsedMs(record.Body));
                break;
            case RecordKind.City when CityRecord.Hash(record) is var hash && hash != _judge.City.ContentHash:
                _change = new CityChange(hash, record.Position, record.Header.ReceivedAtMs);
                break;
            case RecordKind.Status:
                TakeStatus(record);
                break;
            case RecordKind.Reply:
                if (ReplyPayload.Decode(record.Body, record.Header.ReceivedAtMs, payloads, out ReplyPayload? reply) == RejectReason.None)
                    _replies.Add(new DeviceReply(Encoding.UTF8.GetString(record.Device), reply!));
                break;
            case RecordKind.Input when !record.Header.Flags.HasFlag(RecordFlags.Restored):
                TakeInput(record);
                break;
        }
    }

    /// <summary>Goes on from a checkpoint under the city that was in force there.</summary>
    private void Restore(KeptCheckpoint kept)
    {
        if (kept.CityHash is { } hash && hash != _judge.City.ContentHash && judges.Find(hash) is { } then)
        {
            _judge = then;
            lock (live.Gate)
                live.Adopt(then.City, then.Engine);
        }

        End(CheckpointStore.Load(kept, _judge, live), kept.Position, atMs: null);
    }

    /// <summary>The records from here on were made by another city. When that cannot be had, the one before goes on judging.</summary>
    private void GoOnWith(CityChange change)
    {
        _change = null;
        if (judges.Find(change.Hash) is not { } next)
            return;
        IReadOnlyList<OrphanedCondition> orphans = next.TakeOver(_judge);
        lock (live.Gate)
            live.Adopt(next.City, next.Engine);
        _judge = next;
        End(orphans, change.Position, change.AtMs);
    }

    private void End(IReadOnlyList<OrphanedCondition> orphans, long position, long? atMs)
    {
        foreach (OrphanedCondition orphan in orphans)
            _ended.Add(new EndedCondition(orphan.Id, position, atMs, _judge.WhyEnded(orphan)));
        if (orphans.Count > 0)
            LogEnded(logger, orphans.Count);
    }

    private void TakeStatus(in Record record)
    {
        if (!_judge.City.TryFindDevice(record.Device, out Device? device)
            || StatusPayload.Decode(record.Body, record.Header.ReceivedAtMs, payloads, out StatusPayload status) != RejectReason.None)
        {
            CountUnreadable(record);
            return;
        }

        // What a broker kept or says in a lost device's name is a state, not a sign of life.
        bool isNews = (record.Header.Flags & (RecordFlags.Will | RecordFlags.Retained)) == 0;
        live.Status(device, record.Header.ReceivedAtMs, status.Online, isNews);
        if (status.Online && isNews)
            _judge.Engine.Heard(device, record.Position, record.Header.ReceivedAtMs, _transitions);
    }

    /// <summary>It was judged when it came; the city may have changed since, and then it is counted and changes nothing.</summary>
    private void TakeInput(in Record record)
    {
        if (!InputJson.TryReadBody(record.Body.ToArray(), record.Header.ReceivedAtMs, out InputRecord? input))
        {
            CountUnreadable(record);
            return;
        }

        RuleEngine engine = _judge.Engine;
        bool isKnown = engine.Inputs.Knows(input);
        if (!engine.TryInput(input, out string? refusal))
            LogInputRefused(logger, record.Position, input.Principal, refusal);
        else if (!isKnown)
            _inputs.Add(new TakenInput(record.Position, input, input.Points.Count));
    }

    private async Task CommitAsync(long position, CancellationToken stoppingToken)
    {
        if (HasTaken)
            await _database.RunAsync(WriteTaken, stoppingToken);
        Volatile.Write(ref _position, position);
    }

    private void WriteTaken()
    {
        if (!HasTaken)
            return;
        incidents.Keep(_inputs, _judge.City);
        _inputs.Clear();
        incidents.Write(_transitions, _replies, _ended, _old);
        // What ends it may have been received and not be readable yet.
        if (_old > 0)
            _holdUntil = log.Journal.NextPosition;
        _old = 0;
        _transitions.Clear();
        _replies.Clear();
        _ended.Clear();
    }

    private void Save(long position)
    {
        checkpoints.Save(position, _judge, live);
        retention.Passed(nameof(AlertRunner), position);
    }

    private void CountUnreadable(in Record record)
    {
        if (Interlocked.Increment(ref _unreadable) == 1)
            LogUnreadable(logger, record.Position, Encoding.UTF8.GetString(record.Device));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} conditions ended, because the city in force has their rule or device no more")]
    private static partial void LogEnded(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Input {Position} of {Principal} cannot be taken: {Refusal}")]
    private static partial void LogInputRefused(ILogger logger, long position, string principal, string refusal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Record {Position} of device '{Device}' cannot be judged: the device is not in the inventory any more, or the record is damaged (told once, counted in telemetry_alerts_unreadable_records_total)")]
    private static partial void LogUnreadable(ILogger logger, long position, string device);

    /// <summary>A record that names another city than the one that judges.</summary>
    private sealed record CityChange(string Hash, long Position, long AtMs);
}
