using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;
using Telemetry.Readings;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Payloads;
using Telemetry.Simulators.Tests.Support;
using Reading = Telemetry.Simulators.Devices.Reading;

namespace Telemetry.Simulators.Tests.Seeds;

/// <summary>
/// The seeds as the worker has them: takes what simulated devices send, and notes rejects, device faults, values that are
/// not normal, and every alarm that its rules raise.
/// </summary>
internal sealed class WatchedCity : IDisposable
{
    private readonly City _city;
    private readonly PayloadDecoder _decoder;
    private readonly RuleEngine _engine;
    private readonly PayloadEncoder _encoder = new();
    private readonly List<Transition> _transitions = [];
    private readonly SortedSet<string> _problems = [];
    private readonly List<(string Rule, long AtMs)> _raised = [];
    private readonly DecodedField[] _derived = new DecodedField[16];
    private long _position;

    public WatchedCity()
    {
        CityLoadResult loaded = CityLoader.Load(SeedsFolder.Path);
        Assert.Empty(loaded.Mistakes);
        _city = loaded.City!;
        var mistakes = new List<Mistake>();
        _engine = new RuleEngine(RuleSet.Compile(_city, mistakes));
        Assert.Empty(mistakes);
        _decoder = new PayloadDecoder(null, new DeviceWatch(_city, new PayloadOptions()));
    }

    /// <summary>Rejects, device faults and values outside their normal range.</summary>
    public IReadOnlyCollection<string> Problems => _problems;

    /// <summary>Every alarm: device and rule, and when it was raised.</summary>
    public IReadOnlyList<(string Rule, long AtMs)> Raised => _raised;

    /// <summary>When a rule was raised first; 0 when it never was.</summary>
    public long First(string rule) => _raised.FirstOrDefault(one => one.Rule.EndsWith(": " + rule, StringComparison.Ordinal)).AtMs;

    /// <summary>Runs a model and hands on what it sends, as its agent would.</summary>
    public void Run(DeviceModel model, long fromMs, TimeSpan length)
    {
        Device device = _city.FindDevice(model.Device.Id)!;
        var reading = new Reading();
        var output = new RecordedOutput();
        long interval = (long)model.Device.Interval.TotalMilliseconds, end = fromMs + (long)length.TotalMilliseconds;
        long sequence = 0;
        for (long at = fromMs + interval; at <= end; at += interval)
        {
            while (model.NextWakeMs < at)
                model.Advance(model.NextWakeMs, output);
            model.Advance(at, output);
            foreach (DeviceEvent happened in output.Events)
                Take(device, true, _encoder.Event(happened), at);
            output.Events.Clear();
            reading.Clear();
            model.Read(reading);
            Take(device, false, _encoder.Telemetry(at, ++sequence, reading), at);
        }
    }

    public void Dispose() => _encoder.Dispose();

    private void Take(Device device, bool isEvent, byte[] payload, long atMs)
    {
        RejectReason reason = isEvent ? _decoder.DecodeEvents(device, payload, atMs) : _decoder.DecodeReadings(device, payload, atMs);
        if (reason != RejectReason.None)
            _problems.Add($"{device.Id}: rejected, {reason}");
        foreach (DeviceFault fault in Enum.GetValues<DeviceFault>().Where(fault => _decoder.MessageFaults[fault] > 0))
            _problems.Add($"{device.Id}: {fault}");
        FieldTable table = isEvent ? device.Kind.Events : device.Kind.Readings;
        var numbers = new double[table.Count];
        var texts = new string?[table.Count];
        foreach (ref readonly DecodedSample sample in _decoder.Samples)
        {
            Array.Fill(numbers, double.NaN);
            Array.Clear(texts);
            ReadOnlySpan<DecodedField> fields = _decoder.Fields.Slice(sample.FirstField, sample.FieldCount);
            foreach (ref readonly DecodedField field in fields)
                Note(device, table[field.FieldIndex], field, numbers, texts, payload);
            if (isEvent)
                texts[0] = device.Kind.EventNames[sample.EventIndex];
            else
                NoteDerived(device, fields, numbers);
            _engine.Process(
                new Sample
                {
                    Position = ++_position,
                    Device = device,
                    IsEvent = isEvent,
                    TimestampMs = sample.TimestampMs,
                    ReceivedAtMs = atMs,
                    Numbers = numbers,
                    Texts = texts,
                },
                _transitions);
        }

        _raised.AddRange(_transitions.Where(t => t.Kind == TransitionKind.Raised).Select(t => ($"{t.Device.Id}: {t.Rule.Id}", t.AtMs)));
        _transitions.Clear();
    }

    private void NoteDerived(Device device, ReadOnlySpan<DecodedField> fields, double[] numbers)
    {
        Span<DecodedField> derived = _derived.AsSpan(0, device.Kind.Derived.Count);
        foreach (ref readonly DecodedField field in derived[..device.Kind.Derived.Compute(device, fields, derived)])
            Note(device, device.Kind.Readings[field.FieldIndex], field, numbers, [], []);
    }

    private void Note(Device device, FieldProfile profile, in DecodedField field, double[] numbers, string?[] texts, byte[] payload)
    {
        if (field.Type == FieldType.Text)
        {
            Span<byte> text = stackalloc byte[256];
            texts[field.FieldIndex] = System.Text.Encoding.UTF8.GetString(text[..PayloadDecoder.CopyText(field, payload, text)]);
            return;
        }

        numbers[field.FieldIndex] = field.Quality == Quality.Bad ? double.NaN : field.Number;
        if (field.Quality != Quality.Good || field.Number < profile.NormalMinimum || field.Number > profile.NormalMaximum)
            _problems.Add($"{device.Id}: {profile.Name} is not normal");
    }
}
