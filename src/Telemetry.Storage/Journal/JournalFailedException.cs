namespace Telemetry.Storage.Journal;

/// <summary>
/// A write or a sync failed, so what was pending may or may not be on disk. Such a journal takes and promises nothing
/// more; opening it again reads back what really is there.
/// </summary>
public sealed class JournalFailedException : JournalException
{
    public JournalFailedException()
    {
    }

    public JournalFailedException(string message)
        : base(message)
    {
    }

    public JournalFailedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
