namespace Telemetry.Readings;

/// <summary>What a topic turned out to be.</summary>
public enum TopicLookup : byte
{
    Found,

    /// <summary>Not <c>{root}/{area}/{system}/{device}/{channel}</c>, or no such channel.</summary>
    UnknownTopic,

    /// <summary>No device of that id in the inventory.</summary>
    UnknownDevice,

    /// <summary>The device exists, in another area.</summary>
    WrongArea,

    /// <summary>The device exists, in another system.</summary>
    WrongSystem,
}
