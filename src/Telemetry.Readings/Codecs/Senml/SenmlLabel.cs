namespace Telemetry.Readings.Codecs.Senml;

/// <summary>The labels of RFC 8428, table 1 and 2.</summary>
internal enum SenmlLabel
{
    BaseName,
    BaseTime,
    BaseUnit,
    BaseValue,
    BaseSum,
    BaseVersion,
    Name,
    Unit,
    Value,
    Text,
    Flag,
    Data,
    Sum,
    Time,
    UpdateTime,
    Unknown,
}
