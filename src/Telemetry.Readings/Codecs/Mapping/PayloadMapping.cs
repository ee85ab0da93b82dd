namespace Telemetry.Readings.Codecs.Mapping;

/// <summary>
/// A kind's <c>mapping</c>, compiled: the pointers of RFC 6901 as two trees, so that a payload is read once from front to
/// end whatever its order.
/// </summary>
/// <param name="Root">From the payload to its samples.</param>
/// <param name="Sample">From a sample to its values.</param>
/// <param name="TimeFormat">How the time is written.</param>
/// <param name="Nodes">How many nodes both trees have.</param>
internal sealed record PayloadMapping(MappingNode Root, MappingNode Sample, TimeFormat TimeFormat, int Nodes);
