using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Ingest;

/// <summary>Which device a client of the broker is, whatever city is in force: a device of one city is none of the next.</summary>
internal sealed class DeviceAccount(Device device)
{
    private readonly byte[] _id = device.IdUtf8.ToArray();

    public ReadOnlySpan<byte> IdUtf8 => _id;

    public bool Is(Device other) => other.IdUtf8.Span.SequenceEqual(_id);
}
