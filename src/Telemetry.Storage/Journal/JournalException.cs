namespace Telemetry.Storage.Journal;

/// <summary>A journal cannot be opened or read; the message names the file or folder and the mend.</summary>
public class JournalException : Exception
{
    public JournalException()
    {
    }

    public JournalException(string message)
        : base(message)
    {
    }

    public JournalException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
