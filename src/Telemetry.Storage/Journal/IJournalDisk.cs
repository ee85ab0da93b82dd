namespace Telemetry.Storage.Journal;

/// <summary>The folder of a journal. Tests put a disk there that fails, tears and forgets.</summary>
internal interface IJournalDisk
{
    /// <summary>For messages.</summary>
    string Folder { get; }

    /// <summary>Makes sure that nobody else opens the folder until the result is disposed; throws <see cref="JournalException"/>.</summary>
    IDisposable Lock();

    IReadOnlyList<string> List();

    /// <summary>How full the disk is right now.</summary>
    DiskSpace Space();

    IJournalFile Open(string name, bool writable);

    /// <summary>A new file of <paramref name="length"/> bytes of zeros, all of them really written and synced, so that later syncs write no metadata.</summary>
    IJournalFile Create(string name, long length);

    void Rename(string from, string to);

    void Delete(string name);

    /// <summary>Makes created, renamed and deleted names durable.</summary>
    void SyncNames();
}
