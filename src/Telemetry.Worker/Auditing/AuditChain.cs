using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Auditing;

/// <summary>Links the entries of the audit log, see <see cref="AuditSchema"/>.</summary>
internal static class AuditChain
{
    /// <summary>Of a text; what is longer is cut, with a sign that it was.</summary>
    private const int MaximumCharacters = 4_000;

    private const string Columns = "number AS Number, at AS At, who AS Who, address AS Address, via AS Via, action AS Action, subject AS Subject, detail AS Detail";

    /// <summary>What stands before the first entry.</summary>
    public static readonly byte[] Genesis = new byte[SHA256.HashSizeInBytes];

    /// <summary>Adds an entry; its number is given here.</summary>
    public static void Append(SqliteConnection connection, AuditEntry entry)
    {
        (long head, byte[] headHash) = connection.QuerySingle<(long, byte[])>("SELECT head_number, head_hash FROM audit_state");
        entry = new AuditEntry(head + 1, entry.At, Plain(entry.Who)!, Plain(entry.Address), Plain(entry.Via), Plain(entry.Action)!, Plain(entry.Subject)!, Plain(entry.Detail));
        connection.Execute(
            "INSERT INTO audit(number, at, who, address, via, action, subject, detail, hash) VALUES(@Number, @At, @Who, @Address, @Via, @Action, @Subject, @Detail, @Hash)",
            new { entry.Number, entry.At, entry.Who, entry.Address, entry.Via, entry.Action, entry.Subject, entry.Detail, Hash = Hash(headHash, entry) });
    }

    /// <summary>Hashes entries that were written before there was a chain. Nothing happens when that was done.</summary>
    public static void Seal(SqliteConnection connection)
    {
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM audit_state") > 0)
            return;
        using SqliteTransaction transaction = connection.BeginTransaction();
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM audit_state") > 0)
            return;
        long? first = connection.ExecuteScalar<long?>("SELECT min(number) FROM audit");
        (long number, byte[] hash) = ((first ?? 1) - 1, Genesis);
        long anchor = number;
        foreach (AuditEntry entry in connection.Query<AuditEntry>($"SELECT {Columns} FROM audit ORDER BY number").ToList())
        {
            (number, hash) = (entry.Number, Hash(hash, entry));
            connection.Execute("UPDATE audit SET hash = @hash WHERE number = @number", new { number, hash });
        }

        connection.Execute("INSERT INTO audit_state VALUES(1, @anchor, @genesis, @number, @hash, @number)", new { anchor, genesis = Genesis, number, hash });
        transaction.Commit();
    }

    /// <summary>SHA-256 of the one before and of every column, each text behind its length.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> before, AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach (long value in (ReadOnlySpan<long>)[entry.Number, entry.At])
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            hash.AppendData(number);
        }

        foreach (string? text in (ReadOnlySpan<string?>)[entry.Who, entry.Address, entry.Via, entry.Action, entry.Subject, entry.Detail])
        {
            byte[] bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt64BigEndian(number, text is null ? -1 : bytes.Length);
            hash.AppendData(number);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Whether every entry is the one that was written, none is missing, and the triggers are there.</summary>
    public static AuditVerdict Verify(SqliteConnection connection)
    {
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        (long anchor, byte[] anchorHash, long head, byte[] headHash, long sealedNumber) =
            connection.QuerySingle<(long, byte[], long, byte[], long)>("SELECT anchor_number, anchor_hash, head_number, head_hash, sealed_number FROM audit_state");
        (long number, byte[] hash, long count) = (anchor, anchorHash, 0);
        AuditVerdict Broken(long? entry, string trouble) => new(count, anchor, head, Convert.ToHexStringLower(headHash), sealedNumber, entry, trouble);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT number, at, who, address, via, action, subject, detail, hash FROM audit ORDER BY number";
        using (SqliteDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
                var entry = new AuditEntry(reader.GetInt64(0), reader.GetInt64(1), Text(2) ?? "", Text(3), Text(4), Text(5) ?? "", Text(6) ?? "", Text(7));
                if (entry.Number <= anchor)
                    return Broken(entry.Number, "it was put before the beginning of the log");
                // Before the chain, entries went by their age and not by their number.
                if (entry.Number != number + 1 && entry.Number > sealedNumber)
                    return Broken(number + 1, $"it is missing; the next one is {entry.Number}");
                hash = Hash(hash, entry);
                number = entry.Number;
                count++;
                if (reader.IsDBNull(8) || !hash.AsSpan().SequenceEqual((byte[])reader[8]))
                    return Broken(number, "it, or the one before it, was changed: its hash does not fit");
            }
        }

        if (number != head)
            return Broken(number + 1, $"it is missing, and so are those up to {head}: the end of the log was removed");
        if (!hash.AsSpan().SequenceEqual(headHash))
            return Broken(number, "it is not the one that was written last: its hash does not fit the head of the log");
        HashSet<string> there = [.. connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'trigger'")];
        return AuditSchema.Triggers.FirstOrDefault(name => !there.Contains(name)) is { } gone
            ? Broken(null, $"the trigger {gone}, which protects the log, was removed")
            : new AuditVerdict(count, anchor, head, Convert.ToHexStringLower(headHash), sealedNumber, null, null);
    }

    /// <summary>Whether a head that was kept elsewhere is still in a sound log: who made the whole log anew cannot have the old hashes.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="verdict">Of <see cref="Verify"/>.</param>
    /// <param name="kept">NUMBER:HASH.</param>
    public static AuditVerdict Compare(SqliteConnection connection, AuditVerdict verdict, string kept)
    {
        string[] parts = kept.Split(':');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            return verdict with { Trouble = $"'{kept}' is not NUMBER:HASH" };
        if (number < verdict.Anchor)
            return verdict;
        byte[]? hash = number == verdict.Anchor
            ? connection.QuerySingle<byte[]>("SELECT anchor_hash FROM audit_state")
            : connection.QuerySingleOrDefault<byte[]>("SELECT hash FROM audit WHERE number = @number", new { number });
        return hash is not null && string.Equals(Convert.ToHexStringLower(hash), parts[1], StringComparison.OrdinalIgnoreCase)
            ? verdict
            : verdict with { Entry = number, Trouble = hash is null ? "it was the newest once and is missing" : "it is not the one that was the newest once: the log was made anew" };
    }

    /// <summary>No control characters: a log is read in terminals. What SQLite or UTF-8 would change is changed here, before it is hashed.</summary>
    private static string? Plain(string? text)
    {
        if (text is null)
            return null;
        if (text.Length > MaximumCharacters)
            text = text[..MaximumCharacters] + " ...";
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(VisibleText.Of(text)));
    }
}
