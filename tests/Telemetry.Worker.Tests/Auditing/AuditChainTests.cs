using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Auditing;

namespace Telemetry.Worker.Tests.Auditing;

public sealed class AuditChainTests : IDisposable
{
    private const long Old = 1_600_000_000_000;
    private const long Day = 86_400_000;

    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;

    public AuditChainTests() => _database = new AlertDatabase(_folder["alerts.db"]);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Append_ManyEntries_AreAChainThatFits()
    {
        Add(5);

        AuditVerdict verdict = Verify();

        Assert.Equal((null, 5L, 5L, 0L), (verdict.Trouble, verdict.Entries, verdict.Head, verdict.Anchor));
        Assert.Equal(64, verdict.HeadHash.Length);
    }

    [Fact]
    public void Verify_EmptyLog_IsSound() => Assert.True(Verify().IsSound);

    [Theory]
    [InlineData("UPDATE audit SET detail = 'nothing happened' WHERE number = 2")]
    [InlineData("UPDATE audit SET number = 9 WHERE number = 2")]
    [InlineData("UPDATE OR REPLACE audit SET who = 'li' WHERE number = 3")]
    [InlineData("DELETE FROM audit WHERE number = 3")]
    [InlineData("DELETE FROM audit")]
    [InlineData("INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE number = 2")]
    [InlineData("INSERT INTO audit(at, who, action, subject) VALUES(1, 'li', 'x', 'y')")]
    [InlineData("INSERT INTO audit(number, at, who, action, subject) VALUES(4, 1, 'li', 'x', 'y')")]
    [InlineData("INSERT OR IGNORE INTO audit(number, at, who, action, subject, hash) VALUES(9, 1, 'li', 'x', 'y', zeroblob(32))")]
    [InlineData("UPDATE audit_state SET head_number = 2, head_hash = (SELECT hash FROM audit WHERE number = 2)")]
    [InlineData("UPDATE audit_state SET anchor_number = 2, anchor_hash = zeroblob(32)")]
    [InlineData("UPDATE audit_state SET anchor_number = 99")]
    [InlineData("DELETE FROM audit_state")]
    [InlineData("REPLACE INTO audit_state VALUES(1, 0, zeroblob(32), 0, zeroblob(32), 0)")]
    public void Database_AnyChange_IsRefused(string sql)
    {
        Add(3);

        Assert.Contains("audit log", Assert.Throws<SqliteException>(() => _database.Write(c => c.Execute(sql))).Message, StringComparison.Ordinal);

        Assert.True(Verify().IsSound);
        Assert.Equal(3, Count());
    }

    [Fact]
    public void Database_YoungEntries_AreRemovedByNobody()
    {
        Add(2);
        Add(1, Now());

        Assert.Throws<SqliteException>(() => _database.Write(c => c.Execute("UPDATE audit_state SET anchor_number = 3, anchor_hash = (SELECT hash FROM audit WHERE number = 3)")));
        Assert.Equal(2, _database.Write(c => AuditAge.DeleteSome(c, long.MaxValue, Now(), 100)));
        Assert.Equal(0, _database.Write(c => AuditAge.DeleteSome(c, long.MaxValue, Now(), 100)));

        Assert.True(Verify().IsSound);
        Assert.Equal(1, Count());
    }

    [Theory]
    [InlineData("UPDATE audit SET detail = 'nothing happened' WHERE number = 3", 3)]
    [InlineData("UPDATE audit SET at = at + 1 WHERE number = 1", 1)]
    [InlineData("UPDATE audit SET address = '10.0.0.1' WHERE number = 4", 4)]
    [InlineData("UPDATE audit SET subject = '', detail = subject || detail WHERE number = 2", 2)]
    [InlineData("UPDATE audit SET hash = NULL WHERE number = 5", 5)]
    [InlineData("DELETE FROM audit WHERE number = 2", 2)]
    [InlineData("DELETE FROM audit WHERE number >= 4", 4)]
    [InlineData("DELETE FROM audit WHERE number = 1", 1)]
    [InlineData("INSERT INTO audit(number, at, who, action, subject, hash) VALUES(6, 1, 'li', 'x', 'y', zeroblob(32))", 6)]
    [InlineData("INSERT INTO audit(number, at, who, action, subject, hash) VALUES(0, 1, 'li', 'x', 'y', zeroblob(32))", 0)]
    public void Verify_AfterTheTriggersWereTakenAway_NamesTheFirstEntryThatDoesNotFit(string sql, long expected)
    {
        Add(5);
        _database.Write(c => c.Execute(string.Join(' ', AuditSchema.Triggers.Select(name => $"DROP TRIGGER {name};")) + sql));

        Assert.Equal(expected, Verify().Entry);
    }

    [Fact]
    public void Verify_WithoutATrigger_IsNotSound()
    {
        Add(1);
        _database.Write(c => c.Execute("DROP TRIGGER audit_no_update"));

        Assert.Contains("audit_no_update", Verify().Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void DeleteSome_InSteps_KeepsTheAnchorAndTheNumbers()
    {
        Add(25);

        Assert.Equal(10, _database.Write(c => AuditAge.DeleteSome(c, Old + Day, Now(), 10)));
        Assert.True(Verify().IsSound);
        Assert.Equal(10, _database.Write(c => AuditAge.DeleteSome(c, Old + Day, Now(), 10)));
        Assert.Equal(5, _database.Write(c => AuditAge.DeleteSome(c, Old + Day, Now(), 10)));
        Assert.Equal(0, _database.Write(c => AuditAge.DeleteSome(c, Old + Day, Now(), 10)));
        Add(1);

        AuditVerdict verdict = Verify();
        Assert.Equal((null, 1L, 25L, 26L), (verdict.Trouble, verdict.Entries, verdict.Anchor, verdict.Head));
    }

    [Fact]
    public void DeleteSome_ClockThatWasWrong_NeitherKeepsForEverNorDeletesEarly()
    {
        Add(1);
        Add(1, Now() + (3_650 * Day));
        Add(1);
        Add(1, Old + (2 * Day));
        Add(1, 1);

        Assert.Equal(3, _database.Write(c => AuditAge.DeleteSome(c, Old + Day, Now(), 100)));

        Assert.True(Verify().IsSound);
        Assert.Equal(2, Count());
    }

    [Fact]
    public void Append_TextOfAnotherWorld_StaysPlainAndFits()
    {
        using (new Origin(new AuditOrigin("10.0.0.1\r\nX: y", "session")))
            _database.Write(c => AuditLog.Add(c, 1, "li\u001b[31m", "a\0b", "\ud800x", new string('长', 10_000)));

        AuditEntry entry = _database.Read(c => AuditReader.List(c, new AuditQuery(), 1)).Single();
        Assert.True(Verify().IsSound);
        Assert.Equal(("li\\u001b[31m", "a\\u0000b", "10.0.0.1\\u000d\\u000aX: y", "session"), (entry.Who, entry.Action, entry.Address, entry.Via));
        Assert.True(entry.Detail!.Length < 4_100);
    }

    [Fact]
    public async Task Append_ManyAtOnce_IsOneChain()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Add(20))));

        Assert.True(Verify().IsSound);
        Assert.Equal(160, Count());
    }

    [Fact]
    public void Open_LogOfAnEarlierVersion_IsSealedOnceAndKept()
    {
        string path = _folder["old.db"];
        using (var connection = new SqliteConnection("Data Source=" + path))
        {
            connection.Open();
            int before = AlertSchema.Steps.ToList().IndexOf(Telemetry.Worker.Accounts.AccountSchema.Create);
            foreach (string step in AlertSchema.Steps.Take(before))
                connection.Execute(step);
            connection.Execute($"PRAGMA user_version = {before}");
            connection.Execute("INSERT INTO audit(number, at, who, action, subject, detail) VALUES(7, 1, 'li', 'acknowledge', 'a', NULL), (9, 2, 'wang', 'input', 'b', 'x')");
        }

        var database = new AlertDatabase(path);
        database.Write(c => AuditLog.Add(c, 3, "li", "look", "c", null));
        database = new AlertDatabase(path);

        AuditVerdict verdict = database.Read(AuditChain.Verify);
        Assert.Equal((null, 3L, 9L), (verdict.Trouble, verdict.Entries, verdict.Sealed));
        Assert.Throws<SqliteException>(() => database.Write(c => c.Execute("UPDATE audit SET who = 'x'")));
        Assert.Equal(["li", "wang", "li"], database.Read(c => c.Query<string>("SELECT who FROM audit ORDER BY number")));
    }

    private void Add(int count, long at = Old) => _database.Write(c =>
    {
        for (int i = 0; i < count; i++)
            AuditLog.Add(c, at, "li", "acknowledge", $"incident-{i}", "note");
    });

    private AuditVerdict Verify() => _database.Read(AuditChain.Verify);

    private long Count() => _database.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM audit"));

    private static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Origin : IDisposable
    {
        public Origin(AuditOrigin origin) => AuditOrigin.Current = origin;

        public void Dispose() => AuditOrigin.Current = null;
    }
}
