using System.Text;
using Telemetry.Alerting.Backtest;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Inputs;
using Telemetry.Alerting.Rules;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Backtest;

/// <summary>
/// One set of rules under replay: takes the records of a journal as the worker's alert runner does, and collects incidents instead of
/// telling people.
/// </summary>
internal sealed class ReplayLane
{
    private static readonly PayloadOptions Payloads = new();

    private readonly CityLibrary _library;
    private readonly List<Transition> _transitions = [];
    private string? _cityHash;
    private bool _isFresh = true;
    private bool[]? _heard;
    private SampleReader _samples;

    /// <exception cref="BacktestException">There is no city, or its files have mistakes.</exception>
    public ReplayLane(CityLibrary library, int maximumIncidents)
    {
        _library = library;
        Ledger = new IncidentLedger(maximumIncidents);
        Rules = library.First();
        Engine = new RuleEngine(Rules);
        _samples = Samples();
    }

    /// <summary>The rules in force.</summary>
    public RuleSet Rules { get; private set; }

    public RuleEngine Engine { get; private set; }

    public IncidentLedger Ledger { get; }

    public SkipCounts Skipped { get; } = new();

    /// <summary>Readings and events that were judged.</summary>
    public long Judged { get; private set; }

    /// <summary>
    /// From now on a device counts as absent only after it was heard: an export holds what somebody asked for, and says nothing of the
    /// others.
    /// </summary>
    public void JudgeOnlyHeard() => _heard = new bool[Rules.City.Devices.Count];

    /// <summary>Devices in service that were never heard; 0 unless <see cref="JudgeOnlyHeard"/>.</summary>
    public int Unheard => _heard is null ? 0 : Rules.City.Devices.Count(device => device.State == DeviceState.InService && !_heard[device.Index]);

    /// <summary>The longest interval of the devices that were heard; 0 unless <see cref="JudgeOnlyHeard"/>.</summary>
    public long LongestIntervalMs { get; private set; }

    /// <summary>Takes a record of a journal.</summary>
    /// <exception cref="BacktestException">It puts a city into force that cannot be had.</exception>
    public void Take(in Record record)
    {
        switch (record.Header.Kind)
        {
            case RecordKind.Event when record.Device.IsEmpty:
                Skipped.Count(SkipReason.IncidentLine);
                break;
            case RecordKind.Event when record.Header.Flags.HasFlag(RecordFlags.Kept):
                Skipped.Count(SkipReason.Repetition);
                break;
            case RecordKind.Reading or RecordKind.Event:
                TakeSample(record);
                break;
            case RecordKind.Tick:
                Tick(record.Position, record.Header.TimestampMs, record.Header.Flags.HasFlag(RecordFlags.IngestUp));
                break;
            case RecordKind.Status:
                TakeStatus(record);
                break;
            case RecordKind.Input when !record.Header.Flags.HasFlag(RecordFlags.Restored):
                TakeInput(record);
                break;
            case RecordKind.City when !_library.IsFixed:
                TakeCity(Encoding.ASCII.GetString(record.Body), record.Position, record.Header.ReceivedAtMs);
                break;
        }
    }

    /// <summary>Judges one sample.</summary>
    public void Process(in Sample sample)
    {
        Judged++;
        _isFresh = false;
        if (_heard is not null && !_heard[sample.Device.Index])
            Hear(sample.Device);
        Engine.Process(sample, _transitions);
        Collect();
    }

    public void Tick(long position, long wallMs, bool ingestUp)
    {
        _isFresh = false;
        Engine.Tick(position, wallMs, ingestUp, _transitions);
        Collect();
    }

    /// <summary>Counts a device that the city does not have.</summary>
    public void CountUnknownDevice(ReadOnlySpan<byte> id) =>
        Skipped.Count(SkipReason.UnknownDevice, Encoding.UTF8.GetString(id), name => NearestName.Of(name, Rules.City.Devices.Select(device => device.Id)));

    /// <summary>Counts a field that a kind does not have.</summary>
    public void CountUnknownField(FieldTable table, string name) =>
        Skipped.Count(SkipReason.UnknownField, name, wrong => NearestName.Of(wrong, table.Fields.Select(field => field.Name)));

    private void Hear(Device device)
    {
        _heard![device.Index] = true;
        LongestIntervalMs = Math.Max(LongestIntervalMs, (long)device.Interval.TotalMilliseconds);
    }

    private void TakeSample(in Record record)
    {
        if (!Rules.City.TryFindDevice(record.Device, out Device? device))
            CountUnknownDevice(record.Device);
        else if (_samples.TryRead(record, device, out Sample sample))
            Process(sample);
        else
            Skipped.Count(SkipReason.Malformed);
    }

    private void TakeStatus(in Record record)
    {
        if (!Rules.City.TryFindDevice(record.Device, out Device? device))
        {
            CountUnknownDevice(record.Device);
        }
        else if (StatusPayload.Decode(record.Body, record.Header.ReceivedAtMs, Payloads, out StatusPayload status) != RejectReason.None)
        {
            Skipped.Count(SkipReason.Malformed);
        }
        else if (status.Online && (record.Header.Flags & (RecordFlags.Will | RecordFlags.Retained)) == 0)
        {
            Engine.Heard(device, record.Position, record.Header.ReceivedAtMs, _transitions);
            Collect();
        }
    }

    private void TakeInput(in Record record)
    {
        _isFresh = false;
        if (!InputJson.TryReadBody(record.Body.ToArray(), record.Header.ReceivedAtMs, out InputRecord? input))
            Skipped.Count(SkipReason.Malformed);
        else if (!Engine.TryInput(input, out string? refusal))
            Skipped.Count(SkipReason.RefusedInput, refusal, _ => null);
    }

    /// <summary>The engine goes on under the other city as the worker's did.</summary>
    private void TakeCity(string hash, long position, long atMs)
    {
        if (hash == _cityHash)
            return;
        _cityHash = hash;
        RuleSet rules = _library.Of(hash);
        if (ReferenceEquals(rules, Rules))
            return;
        var engine = new RuleEngine(rules);
        if (!_isFresh)
        {
            using var state = new MemoryStream();
            Engine.Save(state);
            state.Position = 0;
            foreach (OrphanedCondition orphan in engine.Load(state))
                Ledger.End(orphan.Id, position, atMs);
        }

        (Rules, Engine) = (rules, engine);
        _samples = Samples();
    }

    private void Collect()
    {
        if (_transitions.Count == 0)
            return;
        foreach (Transition transition in _transitions)
        {
            bool isUnheard = _heard is not null && transition is { Kind: TransitionKind.Raised, Rule.Definition.Absent: not null } && !_heard[transition.Device.Index];
            if (!isUnheard)
                Ledger.Take(transition);
        }

        _transitions.Clear();
    }

    private SampleReader Samples() => new(Rules.City) { UnknownField = CountUnknownField };
}
