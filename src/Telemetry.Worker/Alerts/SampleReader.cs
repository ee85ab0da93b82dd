using Telemetry.Alerting.Engine;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// Reads the line of a reading or event record back into what rules see. One per reader; it allocates only for texts.
/// </summary>
internal sealed class SampleReader(City city)
{
    private readonly SampleFields _fields = new();

    /// <summary>Called with the name of a field that the kind does not have; null for nobody.</summary>
    public Action<FieldTable, string>? UnknownField
    {
        init => _fields = new SampleFields { Unknown = value };
    }

    /// <summary>Finds the device and reads the fields; false for a device that is no longer in the inventory or a line that cannot be read.</summary>
    /// <param name="record">A reading or an event.</param>
    /// <param name="sample">Valid until the next call.</param>
    public bool TryRead(in Record record, out Sample sample)
    {
        sample = default;
        return city.TryFindDevice(record.Device, out Device? device) && TryRead(record, device, out sample);
    }

    /// <summary>The same, for a device that was found.</summary>
    public bool TryRead(in Record record, Device device, out Sample sample)
    {
        sample = default;
        bool isEvent = record.Header.Kind == RecordKind.Event;
        ReadOnlySpan<byte> series = (isEvent ? device.EventSeries : device.ReadingSeries).Span;
        if (!LineReader.TryOpen(record.Body, series, out LineReader line))
            return false;
        _fields.Begin(isEvent ? device.Kind.Events : device.Kind.Readings);
        bool isSound = _fields.Take(ref line, isEvent);
        sample = _fields.ToSample(device, isEvent, record.Position, record.Header.TimestampMs, record.Header.ReceivedAtMs, record.Header.Flags.HasFlag(RecordFlags.Replayed));
        return isSound;
    }
}
