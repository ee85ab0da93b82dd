using System.Net;
using Microsoft.Data.Sqlite;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Auditing;

/// <summary>
/// Writes what was refused into the audit log, so many entries a minute of one address and of all: a flood is told as its
/// number, and cannot push anything out or fill the disk.
/// </summary>
internal sealed class RefusalAudit(AlertDatabase database, AccessOptions options, TimeProvider time)
{
    private const int AllAddresses = 10;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly AddressLimit _ofOne = new(options.RefusalsPerMinute, Window, time);
    private readonly AddressLimit _ofAll = new(options.RefusalsPerMinute * AllAddresses, Window, time);
    private long _notWritten;
    private long _notWrittenTotal;

    /// <summary>Refusals that were only counted, since the start.</summary>
    public long NotWritten => Volatile.Read(ref _notWrittenTotal);

    /// <summary>Takes an entry if there is room for one more in this minute.</summary>
    public void Add(string address, string who, string action, string subject, string detail)
    {
        if (May(address))
            database.Write(connection => Write(connection, who, action, subject, detail));
    }

    /// <summary>The same for the request that is being answered.</summary>
    public void Add(string who, string action, string subject, string detail) =>
        Add(AddressLimit.Key(IPAddress.TryParse(AuditOrigin.Current?.Address, out IPAddress? address) ? address : null), who, action, subject, detail);

    /// <summary>The same in a transaction that is under way.</summary>
    public void Add(SqliteConnection connection, string address, string who, string action, string subject, string detail)
    {
        if (May(address))
            Write(connection, who, action, subject, detail);
    }

    /// <summary>Tells how many were not written since the last time, if any.</summary>
    public void Tell()
    {
        if (Interlocked.Exchange(ref _notWritten, 0) is > 0 and var count)
            database.Write(connection => AuditLog.Add(connection, Now(), "telemetry", "refused", "-", $"{count} more were refused and not written one by one (Access:RefusalsPerMinute)"));
    }

    private bool May(string address)
    {
        if (_ofOne.TryCount(address) && _ofAll.TryCount(""))
            return true;
        Interlocked.Increment(ref _notWritten);
        Interlocked.Increment(ref _notWrittenTotal);
        return false;
    }

    private void Write(SqliteConnection connection, string who, string action, string subject, string detail) =>
        AuditLog.Add(connection, Now(), who, action, subject, detail);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
