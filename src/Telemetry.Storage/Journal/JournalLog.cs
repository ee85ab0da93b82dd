using Microsoft.Extensions.Logging;

namespace Telemetry.Storage.Journal;

internal static partial class JournalLog
{
    [LoggerMessage(2001, LogLevel.Information, "Journal {Folder}: open at position {Next}, {Segments} segments, oldest record {First}")]
    public static partial void Opened(ILogger logger, string folder, long next, int segments, long first);

    [LoggerMessage(2002, LogLevel.Warning, "Journal {Folder}: the last commit in {File} at byte {Offset} was not finished; nothing in it had been acknowledged, it is left out")]
    public static partial void Torn(ILogger logger, string folder, string file, long offset);

    [LoggerMessage(2003, LogLevel.Error, "Journal {Folder}: {Bytes} damaged bytes in {File} at byte {Offset}, behind position {Position}; they are skipped")]
    public static partial void Damaged(ILogger logger, string folder, string file, long offset, long bytes, long position);

    [LoggerMessage(2004, LogLevel.Error, "Journal {Folder}: the header of {File} is damaged; its blocks are read all the same")]
    public static partial void HeaderDamaged(ILogger logger, string folder, string file);

    [LoggerMessage(2005, LogLevel.Error, "Journal {Folder}: {File} holds no readable block any more; it is left as {NewName}")]
    public static partial void SegmentUnreadable(ILogger logger, string folder, string file, string newName);

    [LoggerMessage(2006, LogLevel.Critical, "Journal {Folder}: a commit failed. Nothing more is taken or acknowledged until the journal is opened again")]
    public static partial void Failed(ILogger logger, string folder, Exception exception);

    [LoggerMessage(2007, LogLevel.Error, "Journal {Folder}: full; dropped {File} with {Records} readings that were not stored yet; {Kept} of its events were carried over, {Lost} lost")]
    public static partial void Dropped(ILogger logger, string folder, string file, long records, long kept, long lost);

    [LoggerMessage(2008, LogLevel.Error, "Journal {Folder}: full; nothing more is committed until readers release a segment")]
    public static partial void Full(ILogger logger, string folder);

    [LoggerMessage(2009, LogLevel.Information, "Journal {Folder}: there is room again")]
    public static partial void RoomAgain(ILogger logger, string folder);

    [LoggerMessage(2010, LogLevel.Warning, "Journal {Folder}: no new segment could be made")]
    public static partial void CannotCreate(ILogger logger, string folder, Exception exception);

    [LoggerMessage(2013, LogLevel.Warning, "Journal {Folder}: a segment that is no longer needed could not be renamed or deleted; it is tried again")]
    public static partial void CannotFree(ILogger logger, string folder, Exception exception);

    [LoggerMessage(2014, LogLevel.Error, "Journal {Folder}: {File} cannot be read from position {Position} on; it is dropped with what is in there")]
    public static partial void CannotCarry(ILogger logger, string folder, string file, long position, Exception exception);

    [LoggerMessage(2015, LogLevel.Warning, "Journal {Folder}: the disk has no more room for it beside Journal:ReserveBytes; it goes on within the {Bytes} bytes it has")]
    public static partial void Reserve(ILogger logger, string folder, long bytes);

    [LoggerMessage(2011, LogLevel.Error, "Journal {Folder}: a reader stands at {Position}, behind the end at {Next}: the end was lost. Positions go on at {Position}, so that none is used twice")]
    public static partial void EndLost(ILogger logger, string folder, long position, long next);

    [LoggerMessage(2012, LogLevel.Error, "Journal {Folder}: somebody who was told of a commit threw")]
    public static partial void ListenerFailed(ILogger logger, string folder, Exception exception);
}
