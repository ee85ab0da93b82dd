using Microsoft.Extensions.Logging;

namespace Telemetry.Storage.Stores;

internal static partial class UploaderLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Storing in {Kind} from position {Position} on.")]
    public static partial void Started(ILogger logger, string kind, long position);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store {Kind} does not take data, which waits in the journal: {Detail}")]
    public static partial void Retrying(ILogger logger, string kind, string? detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store {Kind} refuses data until its configuration is mended; the data waits in the journal: {Detail}")]
    public static partial void Misconfigured(ILogger logger, string kind, string? detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store {Kind} takes data again.")]
    public static partial void Recovered(ILogger logger, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} lines were set aside because the store {Kind} rejects them: {Detail}")]
    public static partial void Rejected(ILogger logger, int count, string kind, string? detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store {Kind} was restarted: storing again from position {Position} on.")]
    public static partial void Rewound(ILogger logger, string kind, long position);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store {Kind} stands at position {Position}, but the journal ends at {End}: it is another journal. Storing all of it.")]
    public static partial void OtherJournal(ILogger logger, string kind, long position, long end);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} records were gone from the journal before the store {Kind} had them.")]
    public static partial void Missed(ILogger logger, long count, string kind);
}
