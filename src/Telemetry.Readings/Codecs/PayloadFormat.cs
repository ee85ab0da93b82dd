using Telemetry.Readings.Codecs.Mapping;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Codecs;

/// <summary>What a kind of device says about its payloads.</summary>
internal sealed record PayloadFormat
{
    /// <summary>The format of a kind that says nothing.</summary>
    public static PayloadFormat Native { get; } = new();

    /// <summary>What a message without a content type is.</summary>
    public PayloadCodec Codec { get; init; }

    /// <summary>Names in SenML that are not those of the fields.</summary>
    public Utf8Map<FieldProfile>? SenmlNames { get; init; }

    /// <summary>Where the readings stand in a foreign payload; null for one of ours.</summary>
    public PayloadMapping? Readings { get; init; }

    /// <summary>Where the events stand in a foreign payload; null for one of ours.</summary>
    public PayloadMapping? Events { get; init; }

    /// <summary>What a device of the kind may send, in messages a second for ever; null for the option's.</summary>
    public double? MessagesPerSecond { get; init; }
}
