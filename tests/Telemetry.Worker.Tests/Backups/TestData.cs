using Dapper;
using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Cli;
using Telemetry.Worker.Quarantine;
using Telemetry.Worker.Tests.Cli;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Backups;

/// <summary>A data folder with one of each kind of file in it, and the commands that copy it.</summary>
internal sealed class TestData : IDisposable
{
    public TestData()
    {
        Directory.CreateDirectory(Data);
        Database = new AlertDatabase(File("alerts.db"));
        Database.Write(connection =>
        {
            IncidentStore.Save(connection, TestIncident.Create());
            connection.Execute("INSERT INTO checkpoint VALUES('all', 2, x'00')");
        });
        new QuarantineStore(File("quarantine.db")).Add([new QuarantinedMessage(1, 1, "oversize", "hs-1", "t", [1])], cursor: 3, keep: 10);
        new CursorFile(File("store.cursor")).Write(4);
        Put("console.token", "a token");
        Put("keys/key-1.xml", "<key/>");
        Put("snapshots/ab.png", "a picture");
        Put("rejected.lp", "# why\nline 1\n");
        Put("something/new/file", "of a later version");
    }

    public TemporaryFolder Folder { get; } = new();

    public AlertDatabase Database { get; }

    public string Data => Folder["data"];

    public string Archive => Folder["backup.tar"];

    public string File(string name) => Path.Combine(Data, name);

    public void Put(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), content);
    }

    public Journal OpenJournal(string data, string name = "journal/all") => Journal.Open(
        new JournalOptions { Folder = Path.Combine(data, name), SegmentBytes = 64 * 1024, MaximumBytes = 1 << 20, Linger = TimeSpan.Zero }, TimeProvider.System,
        Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

    public static async Task AppendAsync(Journal journal, int count)
    {
        var header = new RecordHeader(RecordKind.Reading, RecordFlags.None, Quality.Good, TimestampSource.Device, 1, 1);
        long last = -1;
        for (int i = 0; i < count; i++)
            last = journal.Append(header, "hs-1"u8, System.Text.Encoding.UTF8.GetBytes($"m v={i} {i}"));
        await journal.WaitForCommitAsync(last, default);
    }

    public static async Task<CommandRun> SucceedAsync(Task<CommandRun> command)
    {
        CommandRun run = await command;
        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
        return run;
    }

    public Task<CommandRun> BackupAsync(params string[] more) => CommandRun.OfAsync(["backup", "--to", Archive, "--Data:Folder=" + Data, .. more]);

    public Task<CommandRun> RestoreAsync(string into, params string[] more) => CommandRun.OfAsync(["restore", "--from", Archive, "--Data:Folder=" + into, .. more]);

    /// <summary>Files and folders below the test's folder, for showing that nothing was left behind.</summary>
    public IReadOnlyList<string> Everything() => [.. Directory.EnumerateFileSystemEntries(Folder.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Folder.Dispose();
    }
}
