using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Inputs;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Alerts;

/// <summary>What a device last said of itself.</summary>
/// <param name="LastReceivedAtMs">Unix milliseconds of its last sign of life; null when it never spoke.</param>
/// <param name="Online">From its last status or will; null when there was none.</param>
internal readonly record struct LiveDevice(long? LastReceivedAtMs, bool? Online);

/// <summary>The last value of a field, and its quality: good, suspect, stuck or bad.</summary>
internal readonly record struct LiveValue(FieldProfile Field, object Value, long TimestampMs, string Quality);

/// <summary>
/// What the city looks like right now, for people: the rule engine's latest values, and beside them what rules do not
/// need, texts and signs of life. The alert runner writes while it holds <see cref="Gate"/>; the console reads.
/// </summary>
internal sealed class LiveCity
{
    /// <summary>Version 1 had no marks.</summary>
    private const int Version = 2;

    private City _city;
    private RuleEngine _engine;
    private DeviceSlot?[] _devices;

    public LiveCity(City city, RuleEngine engine)
    {
        (_city, _engine) = (city, engine);
        _devices = new DeviceSlot?[city.Devices.Count];
    }

    public static LiveCity Of(CityJudge judge) => new(judge.City, judge.Engine);

    /// <summary>Held by the runner for a batch of records, and by readers for one answer.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The rules that judge now.</summary>
    public RuleSet Rules
    {
        get
        {
            lock (Gate)
                return _engine.Rules;
        }
    }

    public LiveDevice Of(Device device)
    {
        lock (Gate)
            return Own(device) is { } own && _devices[own.Index] is { } slot ? new LiveDevice(slot.ReceivedAtMs, slot.Online) : default;
    }

    public IReadOnlyList<LiveValue> Values(Device device)
    {
        lock (Gate)
        {
            var values = new List<LiveValue>();
            if (Own(device) is not { } own)
                return values;
            DeviceSlot? slot = _devices[own.Index];
            foreach (FieldProfile field in own.Kind.Readings.Fields)
            {
                if (_engine.Latest.TryGet(own, field.Index, out LatestValue latest))
                {
                    object value = field.Type == FieldType.Boolean ? latest.Value != 0 : latest.Value;
                    values.Add(new LiveValue(field, value, latest.AtMs, Quality(slot, field, latest)));
                }
                else if (slot?.Texts.TryGetValue(field.Name, out (string Text, long AtMs) text) == true)
                {
                    values.Add(new LiveValue(field, text.Text, text.AtMs, "good"));
                }
            }

            return values;
        }
    }

    /// <summary>Goes on with another city and its engine: what is known of devices that are in both stays. The gate is held.</summary>
    public void Adopt(City city, RuleEngine engine)
    {
        var devices = new DeviceSlot?[city.Devices.Count];
        foreach (Device device in city.Devices)
        {
            if (_city.TryFindDevice(device.IdUtf8.Span, out Device? before))
                devices[device.Index] = _devices[before.Index];
        }

        (_city, _engine, _devices) = (city, engine, devices);
    }

    /// <summary>Asks what people and programs said; <paramref name="read"/> may keep records, not the state.</summary>
    public T Inputs<T>(Func<InputState, T> read)
    {
        lock (Gate)
            return read(_engine.Inputs);
    }

    private static string Quality(DeviceSlot? slot, FieldProfile field, LatestValue latest)
    {
        if (slot is not null && slot.Marks.TryGetValue(field.Name, out (Readings.Quality Quality, long AtMs) mark) && mark.AtMs == latest.AtMs)
            return Label(mark.Quality);
        return latest.IsBad ? "bad" : slot is { IsSuspect: true } ? "suspect" : "good";
    }

    private static string Label(Readings.Quality quality) => quality switch
    {
        Readings.Quality.Suspect => "suspect",
        Readings.Quality.Stuck => "stuck",
        _ => "bad",
    };

    /// <summary>Takes a status record.</summary>
    /// <param name="device">Whose.</param>
    /// <param name="receivedAtMs">Unix milliseconds.</param>
    /// <param name="online">What it says.</param>
    /// <param name="isNews">False for a will or a kept message: they are the broker's word, not a sign of life.</param>
    public void Status(Device device, long receivedAtMs, bool online, bool isNews)
    {
        DeviceSlot slot = Slot(device);
        slot.Online = online;
        if (online && isNews)
            slot.ReceivedAtMs = receivedAtMs;
    }

    /// <summary>Takes what the engine does not keep of a reading or event.</summary>
    public void Heard(in Sample sample, in RecordHeader header)
    {
        DeviceSlot slot = Slot(sample.Device);
        if (!sample.IsReplayed)
        {
            slot.ReceivedAtMs = header.ReceivedAtMs;

            // Whoever speaks is there, whatever its will said when an earlier connection was lost.
            if (slot.Online == false)
                slot.Online = true;
        }

        if (sample.IsEvent)
            return;
        if (!sample.IsReplayed)
            slot.IsSuspect = header.Quality == Storage.Journal.Quality.Suspect;
        TakeMarks(slot, sample);
        for (int i = 0; i < sample.Texts.Length; i++)
        {
            if (sample.Texts[i] is not { } text)
                continue;
            string field = sample.Device.Kind.Readings[i].Name;
            if (!sample.IsReplayed || !slot.Texts.TryGetValue(field, out (string Text, long AtMs) known) || known.AtMs < sample.TimestampMs)
                slot.Texts[field] = (text, sample.TimestampMs);
        }
    }

    /// <summary>Writes what is not part of the engine's own checkpoint.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Version);
        writer.Write(_devices.Count(slot => slot is not null));
        foreach (Device device in _city.Devices)
        {
            if (_devices[device.Index] is not { } slot)
                continue;
            writer.Write(device.Id);
            writer.Write(slot.ReceivedAtMs ?? -1);
            writer.Write(slot.Online is { } online ? (sbyte)(online ? 1 : 0) : (sbyte)-1);
            writer.Write(slot.IsSuspect);
            writer.Write(slot.Texts.Count);
            foreach ((string field, (string text, long atMs)) in slot.Texts)
            {
                writer.Write(field);
                writer.Write(text);
                writer.Write(atMs);
            }

            writer.Write(slot.Marks.Count);
            foreach ((string field, (Readings.Quality quality, long atMs)) in slot.Marks)
            {
                writer.Write(field);
                writer.Write((byte)quality);
                writer.Write(atMs);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote; devices that are no longer in the inventory are left out.</summary>
    public void Load(BinaryReader reader)
    {
        int version = reader.ReadInt32();
        if (version is not (1 or Version))
            throw new InvalidDataException($"The live view in the checkpoint has format {version}; this version knows {Version}.");
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            Device? device = _city.FindDevice(reader.ReadString());
            DeviceSlot slot = device is null ? new DeviceSlot() : Slot(device);
            long received = reader.ReadInt64();
            slot.ReceivedAtMs = received < 0 ? null : received;
            sbyte online = reader.ReadSByte();
            slot.Online = online < 0 ? null : online == 1;
            slot.IsSuspect = reader.ReadBoolean();
            for (int texts = reader.ReadInt32(); texts > 0; texts--)
                slot.Texts[reader.ReadString()] = (reader.ReadString(), reader.ReadInt64());
            for (int marks = version == 1 ? 0 : reader.ReadInt32(); marks > 0; marks--)
                slot.Marks[reader.ReadString()] = ((Readings.Quality)reader.ReadByte(), reader.ReadInt64());
        }
    }

    /// <summary>Marks go with a value: those of one that is not the newest are not kept.</summary>
    private void TakeMarks(DeviceSlot slot, in Sample sample)
    {
        for (int i = 0; i < sample.Qualities.Length; i++)
        {
            if (sample.Qualities[i] != Readings.Quality.Good
                && (!_engine.Latest.TryGet(sample.Device, i, out LatestValue latest) || latest.AtMs <= sample.EngineTimeMs))
            {
                slot.Marks[sample.Device.Kind.Readings[i].Name] = (sample.Qualities[i], sample.EngineTimeMs);
            }
        }
    }

    /// <summary>A reader asks with the devices of the city that is in force, which the records judged so far may be behind.</summary>
    private Device? Own(Device device) =>
        device.Index < _city.Devices.Count && ReferenceEquals(_city.Devices[device.Index], device) ? device : _city.FindDevice(device.Id);

    private DeviceSlot Slot(Device device) => _devices[device.Index] ??= new DeviceSlot();

    private sealed class DeviceSlot
    {
        public long? ReceivedAtMs { get; set; }

        public bool? Online { get; set; }

        public bool IsSuspect { get; set; }

        public Dictionary<string, (string Text, long AtMs)> Texts { get; } = [];

        /// <summary>How far the newest values can be trusted that are not good.</summary>
        public Dictionary<string, (Readings.Quality Quality, long AtMs)> Marks { get; } = [];
    }
}
