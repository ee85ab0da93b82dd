using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>A line that will be set aside once the rest of its batch is stored.</summary>
/// <param name="Message">The store's own words.</param>
/// <param name="Line">Without line feed, in the buffer of its batch.</param>
internal readonly record struct RefusedLine(LineRejection Reason, string Message, ReadOnlyMemory<byte> Line);
