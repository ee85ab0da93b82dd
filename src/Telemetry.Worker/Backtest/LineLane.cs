using System.Text;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.LineProtocol;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Backtest;

/// <summary>Makes samples of lines for one lane. Lines of one series and time are one sample: some stores export every field by itself.</summary>
internal sealed class LineLane
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly ReplayLane _lane;
    private readonly SampleFields _fields;
    private Device? _device;
    private bool _isEvent;
    private long _ns;
    private long _position;

    public LineLane(ReplayLane lane)
    {
        _lane = lane;
        _fields = new SampleFields { Unknown = lane.CountUnknownField };
        lane.JudgeOnlyHeard();
    }

    public void Take(ReadOnlySpan<byte> line, long ns, long position)
    {
        if (!LineReader.TryOpen(line, out LineReader reader))
        {
            _lane.Skipped.Count(SkipReason.Malformed);
            return;
        }

        ReadOnlySpan<byte> id = reader.Tag("device"u8);
        if (_device is not null && ns == _ns && id.SequenceEqual(_device.IdUtf8.Span) && IsOf(_device, reader.Measurement, out bool isEvent) && isEvent == _isEvent)
        {
            if (!_fields.Take(ref reader, _isEvent))
                _lane.Skipped.Count(SkipReason.Malformed);
            return;
        }

        Flush();
        if (reader.Measurement.SequenceEqual("incident"u8))
        {
            _lane.Skipped.Count(SkipReason.IncidentLine);
        }
        else if (!_lane.Rules.City.TryFindDevice(id, out Device? device))
        {
            _lane.CountUnknownDevice(id);
        }
        else if (!IsOf(device, reader.Measurement, out isEvent))
        {
            _lane.Skipped.Count(SkipReason.UnknownMeasurement, Encoding.UTF8.GetString(reader.Measurement), Nearest);
        }
        else
        {
            (_device, _isEvent, _ns, _position) = (device, isEvent, ns, position);
            _fields.Begin(isEvent ? device.Kind.Events : device.Kind.Readings);
            if (!_fields.Take(ref reader, isEvent))
                _lane.Skipped.Count(SkipReason.Malformed);
        }
    }

    /// <summary>Judges the sample that may still have grown.</summary>
    public void Flush()
    {
        if (_device is null)
            return;
        long atMs = Milliseconds(_ns);
        _lane.Process(_fields.ToSample(_device, _isEvent, _position, atMs, atMs));
        _device = null;
    }

    public void Tick(long position, long wallMs, bool ingestUp) => _lane.Tick(position, wallMs, ingestUp);

    public static long Milliseconds(long ns) => ns >= 0 ? ns / NanosecondsPerMillisecond : -((-ns + NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond);

    private static bool IsOf(Device device, ReadOnlySpan<byte> measurement, out bool isEvent)
    {
        isEvent = Begins(device.EventSeries.Span, measurement);
        return isEvent || Begins(device.ReadingSeries.Span, measurement);
    }

    private static bool Begins(ReadOnlySpan<byte> series, ReadOnlySpan<byte> measurement) =>
        series.Length > measurement.Length && series[measurement.Length] == ',' && series.StartsWith(measurement);

    private string? Nearest(string measurement) => NearestName.Of(
        measurement, _lane.Rules.City.Systems.SelectMany(system => new[] { system.Measurement, system.EventMeasurement }));
}
