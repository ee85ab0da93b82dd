namespace Telemetry.Readings;

/// <summary>
/// Why a message as a whole was not taken. Kept in the journal as its label, so a reason may be added, never renamed.
/// </summary>
public enum RejectReason : byte
{
    /// <summary>It was taken.</summary>
    None,

    /// <summary>No byte but white space.</summary>
    EmptyPayload,

    /// <summary>Larger than its channel allows.</summary>
    Oversize,

    /// <summary>Begins with a byte order mark, which JSON has not.</summary>
    ByteOrderMark,

    /// <summary>Not UTF-8, or an escape names half a surrogate pair.</summary>
    InvalidUtf8,

    /// <summary>Not JSON.</summary>
    MalformedJson,

    /// <summary>Something follows the JSON value.</summary>
    TrailingBytes,

    /// <summary>Nested deeper than a reading ever is.</summary>
    TooDeep,

    /// <summary>JSON, but not an object, nor an array of objects.</summary>
    NotAnObject,

    /// <summary>A known key is there twice; which one is true cannot be told.</summary>
    DuplicateKey,

    /// <summary>An array holds an object without <c>ts</c>.</summary>
    MissingTimestamp,

    /// <summary>No field that the profile knows has a usable value.</summary>
    EmptyReading,

    /// <summary>An event without <c>event</c>.</summary>
    MissingEvent,

    /// <summary>An event whose name the profile does not know.</summary>
    UnknownEvent,

    /// <summary>A status without a true or false <c>online</c>.</summary>
    InvalidStatus,

    /// <summary>A reply without <c>id</c> or with an unknown <c>state</c>.</summary>
    InvalidReply,

    /// <summary>A snapshot that is no JPEG or PNG.</summary>
    InvalidSnapshot,

    /// <summary>See <see cref="TopicLookup.UnknownTopic"/>.</summary>
    UnknownTopic,

    /// <summary>See <see cref="TopicLookup.UnknownDevice"/>.</summary>
    UnknownDevice,

    /// <summary>See <see cref="TopicLookup.WrongArea"/>.</summary>
    WrongArea,

    /// <summary>See <see cref="TopicLookup.WrongSystem"/>.</summary>
    WrongSystem,

    /// <summary>The sender may not speak for this device.</summary>
    NotAuthorized,

    /// <summary>A content type that no codec reads.</summary>
    UnsupportedContent,

    /// <summary>A device published to the channel it is meant to listen to.</summary>
    WrongDirection,

    /// <summary>A snapshot that is well and could not be written to its folder.</summary>
    SnapshotNotKept,

    /// <summary>Not what RFC 8428 calls SenML: no array of records, a record with two values, a base field of the wrong type.</summary>
    InvalidSenml,

    /// <summary>SenML of a newer version (<c>bver</c>) than is understood.</summary>
    UnsupportedVersion,

    /// <summary>SenML with a field that must be understood (its name ends in <c>_</c>) and is not.</summary>
    MustUnderstand,

    /// <summary>More messages than a device may send.</summary>
    Flood,

    /// <summary>An input that is not well, or of something that the city does not have.</summary>
    InvalidInput,
}
