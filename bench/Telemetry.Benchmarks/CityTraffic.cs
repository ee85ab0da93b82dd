using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Telemetry.Readings;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Ingest;

namespace Telemetry.Benchmarks;

/// <summary>
/// Messages of devices in random order, laid out one after the other as a socket gives them, and everything that is done
/// with one before it is a record: topic to device, flood, decode, validate, compare with what the device sent before,
/// derived fields, line protocol. Each message is of a later time than all before it.
/// </summary>
internal sealed class CityTraffic
{
    private const long FirstMs = 1_763_700_000_000;
    private const int FieldsOfAReading = 5;

    private readonly byte[] _stream;
    private readonly (int Topic, int Payload, int End)[] _messages;
    private readonly DeviceTopicTable _topics;
    private readonly DeviceWatch _watch;
    private readonly PayloadDecoder _decoder;
    private readonly SampleLine _line = new(256);
    private readonly DecodedField[] _fields = new DecodedField[64];
    private int _next;
    private long _count;

    public CityTraffic(City city, Func<Device, bool> speaks, int messages)
    {
        var options = new PayloadOptions();
        _topics = new DeviceTopicTable(city, "city");
        _watch = new DeviceWatch(city, options);
        _decoder = new PayloadDecoder(options, _watch);
        Device[] devices = [.. city.Devices.Where(speaks).Where(d => d.Kind.Payload.Readings is null)];
        Devices = devices.Length;
        var random = new Random(1);
        var stream = new MemoryStream();
        _messages = new (int, int, int)[messages];
        for (int i = 0; i < messages; i++)
        {
            Device device = devices[random.Next(devices.Length)];
            int topic = (int)stream.Position;
            stream.Write(Encoding.UTF8.GetBytes(_topics.TopicOf(device, Channel.Telemetry)));
            int payload = (int)stream.Position;
            stream.Write(Encoding.UTF8.GetBytes(Payload(device)));
            _messages[i] = (topic, payload, (int)stream.Position);
        }

        _stream = stream.ToArray();
    }

    /// <summary>How many devices speak.</summary>
    public int Devices { get; }

    /// <summary>Takes the next message; the length of its line.</summary>
    public int Next()
    {
        (int topic, int payloadAt, int end) = _messages[_next];
        _next = _next + 1 == _messages.Length ? 0 : _next + 1;
        long now = FirstMs + (++_count * 10);
        Utf8Formatter.TryFormat(now, _stream.AsSpan(payloadAt + "{\"ts\":".Length), out _);
        ReadOnlySpan<byte> payload = _stream.AsSpan(payloadAt, end - payloadAt);
        if (_topics.Find(_stream.AsSpan(topic, payloadAt - topic), out DeviceTopic found) != TopicLookup.Found)
            throw new InvalidOperationException("The topic is not known.");
        Device device = found.Device!;
        _watch.Admit(device, Channel.Telemetry, now);
        if (_decoder.DecodeReadings(device, payload, now) != RejectReason.None)
            throw new InvalidOperationException("The payload is not what it should be.");
        _decoder.Fields.CopyTo(_fields);
        int count = _decoder.Fields.Length;
        count += device.Kind.Derived.Compute(device, _decoder.Fields, _fields.AsSpan(count));
        return _line.Write(device.ReadingSeries.Span, device.Kind.Readings, _fields.AsSpan(0, count), payload, now * 1_000_000).Length;
    }

    /// <summary>Five numbers, or as many as the kind has, the same each time.</summary>
    private static string Payload(Device device)
    {
        var text = new StringBuilder("{\"ts\":1763700000000");
        foreach (FieldProfile field in device.Kind.Readings.Fields.Where(f => f.Type == FieldType.Number && f.Derived is null).Take(FieldsOfAReading))
        {
            (double low, double high) = double.IsNaN(field.NormalMinimum) ? (field.PhysicalMinimum, field.PhysicalMaximum) : (field.NormalMinimum, field.NormalMaximum);
            text.Append(CultureInfo.InvariantCulture, $",\"{field.Name}\":{Math.Round(low + ((high - low) / 3), 2)}");
        }

        return text.Append('}').ToString();
    }
}
