using System.Diagnostics.CodeAnalysis;
using Telemetry.Alerting.Engine.Announcing;
using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Inputs;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// Runs the rules of a city over its records, in the order of the journal. A pure function of those records: the same ones give
/// the same transitions with the same ids, whatever the batches and however often it was saved and loaded between. It has no
/// clock and does no I/O. One thread at a time.
/// <para>Allocates only when a condition changes.</para>
/// </summary>
public sealed class RuleEngine
{
    /// <summary>After a pause of more than this many of the device's intervals nothing is concluded from before it.</summary>
    public const int GapIntervals = 3;

    private readonly RuleSet _rules;
    private readonly KindRules[] _kindOf;
    private readonly long[] _gapMs;
    private readonly WatchClock _clock = new();
    private readonly SampleOrder _order;
    private readonly GapHistory _gaps;
    private readonly ReadingWatch _readings;
    private readonly BackfillWatch _backfill;
    private readonly PutBackClocks _putBack;
    private readonly AbsenceWatch _absences;
    private readonly EventWatch _events;
    private readonly Annunciator _annunciator;
    private readonly EngineSurroundings _around;
    private long _repeatedBehind;

    /// <summary>The rules that it runs.</summary>
    public RuleSet Rules => _rules;

    public RuleEngine(RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = rules;
        var devices = rules.City.Devices;
        _kindOf = [.. devices.Select(device => rules.Of(device.Kind))];
        _gapMs = [.. devices.Select(device => GapIntervals * (long)device.Interval.TotalMilliseconds)];
        _order = new SampleOrder(devices.Count);
        _absences = new AbsenceWatch(rules, _clock);
        Latest = new LatestValues(rules.City);
        Inputs = new InputState(rules.City);
        _annunciator = new Annunciator(rules, _clock, Latest);
        _around = new EngineSurroundings(rules.City, Latest, Inputs, Stands);
        var plans = _kindOf.Distinct().ToDictionary(kind => kind, kind => new KindPlan(kind));
        KindPlan[] planOf = [.. _kindOf.Select(kind => plans[kind])];
        _gaps = new GapHistory(devices.Count);
        _readings = new ReadingWatch(planOf, _around, _gaps);
        _backfill = new BackfillWatch(planOf, _around, _gaps);
        _putBack = new PutBackClocks(planOf);
        _events = new EventWatch(rules, _clock);
    }

    /// <summary>The newest values of all devices, as of the last record.</summary>
    public LatestValues Latest { get; }

    /// <summary>Readings that came after the watermark and into no gap of their device's history, since this process began.</summary>
    public long LateIgnored => _backfill.Ignored - _repeatedBehind;

    /// <summary>Readings that said again what was known, since this process began.</summary>
    public long RepeatedIgnored => _readings.Repeated + _repeatedBehind;

    /// <summary>Readings judged by their receipt, because their device's clock was put back, since this process began.</summary>
    public long JudgedByReceipt { get; private set; }

    /// <summary>What people and programs said, as of the last record.</summary>
    public InputState Inputs { get; }

    /// <summary>Takes in one reading or event.</summary>
    /// <param name="output">Receives the transitions, in order.</param>
    public void Process(in Sample sample, List<Transition> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var device = sample.Device;
        var kind = _kindOf[device.Index];
        int fields = (sample.IsEvent ? kind.Kind.Events : kind.Kind.Readings).Count;
        if (!ReferenceEquals(kind.Kind, device.Kind) || sample.Numbers.Length != fields)
        {
            throw new ArgumentException($"The sample of {device} has {sample.Numbers.Length} fields, not {fields}, or is of another city.", nameof(sample));
        }

        if (sample is { IsReplayed: true, IsEvent: true })
        {
            return;
        }

        var found = _annunciator.Found;
        if (!sample.IsReplayed)
        {
            _absences.Heard(device, sample.Position, sample.ReceivedAtMs, found);
        }

        if (sample.IsEvent)
        {
            var told = new Scope(sample.Numbers, sample.Texts, [], device, sample.EngineTimeMs, _around);
            _events.Process(sample, kind.Events, told, found);
            _annunciator.Settle(Occasion.OfEvent(sample, told), output);
            return;
        }

        ProcessReading(sample, found, output);
    }

    /// <summary>A device showed that it is alive without a reading or event: its status says that it is online.</summary>
    /// <param name="position">The journal position of the record.</param>
    /// <param name="receivedAtMs">Unix milliseconds.</param>
    public void Heard(Device device, long position, long receivedAtMs, List<Transition> output)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(output);
        _absences.Heard(device, position, receivedAtMs, _annunciator.Found);
        _annunciator.Settle(Occasion.Of(device, position, receivedAtMs), output);
    }

    /// <summary>Takes in a tick: silence and quiet are judged here.</summary>
    /// <param name="position">The journal position of the record.</param>
    /// <param name="wallMs">Unix milliseconds.</param>
    /// <param name="ingestUp">
    /// Whether devices could be heard since the last tick. The first tick after a start of the process says false: nobody
    /// listened before.
    /// </param>
    /// <param name="elapsedMs">Milliseconds since the last tick by a clock that nobody sets; below zero when the tick does not say.</param>
    public void Tick(long position, long wallMs, bool ingestUp, List<Transition> output, long elapsedMs = -1)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_clock.IsPutBack(wallMs))
        {
            _events.PutBack(wallMs);
            _annunciator.PutBack(wallMs);
        }

        if (_clock.Tick(wallMs, ingestUp, elapsedMs))
        {
            _absences.ForgetTheFuture();
            _events.ForgetTheFuture();
        }

        _absences.Tick(position, wallMs, _annunciator.Found);
        _events.Tick(position, wallMs, _annunciator.Found);
        _annunciator.Settle(Occasion.OfTick(position, wallMs), output);
    }

    /// <summary>Takes in what a person or program said. What it changes shows at the next sample, event or tick of the devices it is about.</summary>
    /// <param name="refusal">Why it cannot be taken, and nothing is changed: the city does not have what it speaks of.</param>
    public bool TryInput(InputRecord record, [NotNullWhen(false)] out string? refusal) => Inputs.TryApply(record, out refusal);

    /// <summary>Writes everything that later output depends on. The caller keeps the journal position beside it.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Checkpoint.Write(stream, _rules, _clock.Save, Inputs.Save, SaveDevice, _annunciator.Save);
    }

    /// <summary>
    /// Goes on from a checkpoint, also one of a city that had other rules and devices: what is known by the same ids is taken
    /// over, the rest is left. To be called before anything else, at most once.
    /// </summary>
    /// <returns>Conditions that stood then, of rules or devices that are gone.</returns>
    /// <exception cref="CheckpointException">It is damaged or of a newer version; this engine must not be used then.</exception>
    public IReadOnlyList<OrphanedCondition> Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Checkpoint.Read(stream, _rules, LoadClock, Inputs.Load, LoadDevice, _annunciator.Load);
    }

    private void ProcessReading(Sample sample, Findings found, List<Transition> output)
    {
        var device = sample.Device;
        long gapMs = _gapMs[device.Index];

        // Its receipt lies before that of others, which would otherwise look like a clock that was put back.
        // Nor does a late one that came before show that of the device.
        long timeMs = sample.EngineTimeMs;
        bool isRepeated = !sample.IsReplayed && _putBack.IsRepeated(sample);
        bool isLate = sample.IsReplayed || (timeMs < _order.NewestMs(device.Index) && _readings.IsKnown(sample, device.Index));
        if (!isLate && !isRepeated && IsOfNow(sample, gapMs))
        {
            // A time that cannot be is that of receipt: it must not silence the device.
            JudgedByReceipt++;
            sample = sample with { TimestampMs = sample.ReceivedAtMs };
            timeMs = sample.ReceivedAtMs;
        }
        else if (timeMs >= _order.NewestMs(device.Index))
        {
            _putBack.Forget(device.Index);
        }

        var sequence = isLate ? Sequence.Late : _order.Note(device.Index, timeMs, sample.ReceivedAtMs, gapMs);
        if (sequence == Sequence.Anew)
        {
            _putBack.Forget(device.Index);
            Latest.PutBack(device.Index, timeMs);
            _readings.BeginAnew(device.Index, gapMs);
            _backfill.BeginAnew(device.Index);
        }

        Latest.Note(device.Index, timeMs, sample.Numbers, sample.BadNumbers);
        if (sample.IsReplayed)
        {
            return;
        }

        if (_readings.Process(sample, device.Index, gapMs, found))
        {
            _annunciator.Settle(Occasion.OfReading(sample, _readings, gapMs), output);
            return;
        }

        long ignored = _backfill.Ignored;
        var ended = _backfill.Process(sample, _readings.SettledMs(device.Index), _readings.KeptMs(device.Index), gapMs, found);
        _repeatedBehind += isRepeated ? _backfill.Ignored - ignored : 0;
        _annunciator.Settle(Occasion.Of(device, sample.Position, sample.ReceivedAtMs), output);
        if (ended is not null && _readings.GoOn(sample, device.Index, ended, gapMs, found))
        {
            _annunciator.Settle(Occasion.OfReading(sample, _readings, gapMs), output);
        }
    }

    /// <summary>
    /// True for a reading from behind the watermark that is nevertheless of now: its device's clock was put back. Whether it was
    /// shows with the second one; a danger to life does not wait for that where no backfill can be the reason.
    /// </summary>
    private bool IsOfNow(in Sample sample, long gapMs)
    {
        int device = sample.Device.Index;
        long timeMs = sample.EngineTimeMs;
        if (!_readings.IsBehind(device, timeMs, gapMs))
        {
            return false;
        }

        long delayMs = sample.ReceivedAtMs - timeMs;
        long intervalMs = gapMs / GapIntervals;
        return _putBack.IsKnown(device, delayMs, intervalMs)
            || (_order.IsLate(device, timeMs, sample.ReceivedAtMs, gapMs)
                && (_putBack.IsShown(device, delayMs, sample.ReceivedAtMs, intervalMs)
                    || (!_gaps.IsIn(device, timeMs, _readings.SettledMs(device), _readings.KeptMs(device)) && _readings.SeesDanger(sample, device))));
    }

    /// <summary>Whether the condition of a rule of a device stands.</summary>
    private bool Stands(Device device, string rule)
    {
        var kind = _kindOf[device.Index];
        return _readings.Stands(device.Index, kind.Readings, rule)
            || _absences.Stands(device.Index, kind.Absences, rule)
            || _events.Stands(device.Index, kind.Events, rule);
    }

    private void SaveDevice(BinaryWriter writer, Device device)
    {
        var kind = _kindOf[device.Index];
        _order.Save(writer, device.Index);
        _absences.Save(writer, device.Index, kind.Absences.Length);
        Latest.Save(writer, device.Index);
        _gaps.Save(writer, device.Index);
        _readings.Save(writer, device.Index);
        _backfill.Save(writer, device.Index);
        _events.Save(writer, device.Index);
        _putBack.Save(writer, device.Index);
    }

    private void LoadClock(BinaryReader reader)
    {
        _clock.Load(reader);
        _absences.JoinAll();
    }

    private void LoadDevice(BinaryReader reader, SavedDevice device, SavedKind kind, int version)
    {
        _order.Load(reader, device.Index);
        _absences.Load(reader, device, kind.Absences);
        Latest.Load(reader, device.Index, kind.Fields);
        if (version == Checkpoint.FirstVersion)
        {
            LoadFirstReadings(reader, device, kind);
        }
        else
        {
            _gaps.Load(reader, device.Index);
            _readings.Load(reader, device, kind);
            _backfill.Load(reader, device, kind);
        }

        _events.Load(reader, device, kind.Events, version);
        if (version > Checkpoint.WithoutPutBackClocks)
        {
            _putBack.Load(reader, device.Index);
        }
    }

    /// <summary>Version 1 kept no samples: nothing before its newest one is corrected, or taken for a backfill.</summary>
    private void LoadFirstReadings(BinaryReader reader, SavedDevice device, SavedKind kind)
    {
        long newestMs = device.Index < 0 ? ReadingState.None : _order.NewestMs(device.Index);
        _readings.LoadFirst(reader, device, kind, newestMs);
        if (newestMs != ReadingState.None)
        {
            _gaps.BeginAnew(device.Index);
        }
    }
}
