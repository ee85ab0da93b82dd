using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Alerts;

/// <summary>What a device last said of itself.</summary>
/// <param name="LastReceivedAtMs">Unix milliseconds of its last message of any kind; null when it never spoke.</param>
/// <param name="Online">From its last status or will; null when there was none.</param>
internal readonly record struct LiveDevice(long? LastReceivedAtMs, bool? Online);

/// <summary>The last value of a field, and its quality: good, suspect or bad.</summary>
internal readonly record struct LiveValue(FieldProfile Field, object Value, long TimestampMs, string Quality);

/// <summary>
/// The last value of every field of every device, for people to look at. Written by the alert runner as records pass,
/// saved with its checkpoint, read by the console from other threads.
/// </summary>
internal sealed class LiveCity(City city)
{
    private const int Version = 1;

    private readonly Lock _gate = new();
    private readonly DeviceSlot?[] _devices = new DeviceSlot?[city.Devices.Count];

    public LiveDevice Of(Device device)
    {
        lock (_gate)
            return _devices[device.Index] is { } slot ? new LiveDevice(slot.ReceivedAtMs, slot.Online) : default;
    }

    public IReadOnlyList<LiveValue> Values(Device device)
    {
        lock (_gate)
        {
            if (_devices[device.Index] is not { } slot)
                return [];
            var values = new List<LiveValue>();
            for (int i = 0; i < slot.Fields.Length; i++)
            {
                FieldSlot field = slot.Fields[i];
                if (field.TimestampMs != 0)
                    values.Add(new LiveValue(device.Kind.Readings[i], Value(device.Kind.Readings[i], field), field.TimestampMs, field.Quality.ToString().ToLowerInvariant()));
            }

            return values;
        }
    }

    /// <summary>Takes a status record.</summary>
    public void Status(Device device, long receivedAtMs, bool online)
    {
        lock (_gate)
        {
            DeviceSlot slot = Slot(device);
            slot.Online = online;

            // A will is the broker's word, not a sign of life.
            if (online)
                slot.ReceivedAtMs = receivedAtMs;
        }
    }

    /// <summary>Notes that a device spoke, and takes the fields of a reading one after the other.</summary>
    public Writer Begin(Device device, in RecordHeader header) => new(this, device, header);

    public void Save(BinaryWriter writer)
    {
        lock (_gate)
        {
            writer.Write(Version);
            writer.Write(_devices.Count(d => d is not null));
            foreach (Device device in city.Devices)
            {
                if (_devices[device.Index] is not { } slot)
                    continue;
                writer.Write(device.Id);
                slot.Save(writer, device.Kind.Readings);
            }
        }
    }

    /// <summary>Devices and fields that are no longer in the inventory are left out.</summary>
    public void Load(BinaryReader reader)
    {
        lock (_gate)
        {
            if (reader.ReadInt32() != Version)
                return;
            int count = reader.ReadInt32();
            for (int i = 0; i < count; i++)
            {
                Device? device = city.FindDevice(reader.ReadString());
                DeviceSlot slot = device is null ? new DeviceSlot(0) : Slot(device);
                slot.Load(reader, device?.Kind.Readings);
            }
        }
    }

    private static object Value(FieldProfile profile, in FieldSlot field) => profile.Type switch
    {
        FieldType.Number => field.Number,
        FieldType.Boolean => field.Number != 0,
        _ => field.Text ?? "",
    };

    private DeviceSlot Slot(Device device) => _devices[device.Index] ??= new DeviceSlot(device.Kind.Readings.Count);

    /// <summary>Writes one reading's fields; values older than the one that is there are left out.</summary>
    public readonly ref struct Writer
    {
        private readonly DeviceSlot _slot;
        private readonly RecordHeader _header;
        private readonly bool _isReading;

        internal Writer(LiveCity live, Device device, in RecordHeader header)
        {
            _header = header;
            _isReading = header.Kind == RecordKind.Reading;
            lock (live._gate)
            {
                _slot = live.Slot(device);
                _slot.ReceivedAtMs = header.ReceivedAtMs;
            }
        }

        public void Number(int index, double number) => Set(index, number, null);

        public void Text(int index, string text) => Set(index, 0, text);

        /// <summary>Marks the field just written.</summary>
        public void MarkBad(int index)
        {
            if (_isReading && _slot.Fields[index].TimestampMs == _header.TimestampMs)
                _slot.Fields[index].Quality = Quality.Bad;
        }

        private void Set(int index, double number, string? text)
        {
            if (_isReading && _header.TimestampMs >= _slot.Fields[index].TimestampMs)
                _slot.Fields[index] = new FieldSlot(number, text, _header.TimestampMs, _header.Quality);
        }
    }

    internal record struct FieldSlot(double Number, string? Text, long TimestampMs, Quality Quality);

    internal sealed class DeviceSlot(int fields)
    {
        public FieldSlot[] Fields { get; } = new FieldSlot[fields];

        public long? ReceivedAtMs { get; set; }

        public bool? Online { get; set; }

        public void Save(BinaryWriter writer, FieldTable table)
        {
            writer.Write(ReceivedAtMs ?? -1);
            writer.Write((sbyte)(Online switch { true => 1, false => 0, _ => -1 }));
            writer.Write(Fields.Count(f => f.TimestampMs != 0));
            for (int i = 0; i < Fields.Length; i++)
            {
                if (Fields[i].TimestampMs == 0)
                    continue;
                writer.Write(table[i].Name);
                writer.Write(Fields[i].Number);
                writer.Write(Fields[i].Text ?? "");
                writer.Write(Fields[i].TimestampMs);
                writer.Write((byte)Fields[i].Quality);
            }
        }

        public void Load(BinaryReader reader, FieldTable? table)
        {
            long received = reader.ReadInt64();
            ReceivedAtMs = received < 0 ? null : received;
            sbyte online = reader.ReadSByte();
            Online = online < 0 ? null : online == 1;
            int count = reader.ReadInt32();
            for (int i = 0; i < count; i++)
            {
                string name = reader.ReadString();
                FieldProfile? profile = table?.Find(name);
                var slot = new FieldSlot(reader.ReadDouble(), reader.ReadString(), reader.ReadInt64(), (Quality)reader.ReadByte());
                if (profile is not null)
                    Fields[profile.Index] = slot;
            }
        }
    }
}
