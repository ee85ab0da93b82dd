using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Ingest;

/// <summary>Which device a client of the broker is, whatever city is in force: a device of one city is none of the next.</summary>
/// <param name="device">It.</param>
/// <param name="credential">What its password was verified with.</param>
internal sealed class DeviceAccount(Device device, string credential)
{
    private readonly byte[] _id = device.IdUtf8.ToArray();

    public ReadOnlySpan<byte> IdUtf8 => _id;

    public string Credential => credential;

    public bool Is(Device other) => other.IdUtf8.Span.SequenceEqual(_id);
}
