using Dapper;
using Telemetry.Alerting.Incidents;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Backups;
using Telemetry.Worker.Cli;
using Telemetry.Worker.Quarantine;
using Telemetry.Worker.Tests.Cli;

namespace Telemetry.Worker.Tests.Backups;

public sealed class BackupTests : IDisposable
{
    private readonly TestData _data = new();

    private string Restored => _data.Folder["restored"];

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("backup.tar")]
    [InlineData("backup.tar.gz")]
    public async Task Backup_BesideARunningWorker_RestoresEverything(string name)
    {
        string archive = _data.Folder[name];
        await using Journal journal = _data.OpenJournal(_data.Data);
        await TestData.AppendAsync(journal, 500);
        await using Journal broker = _data.OpenJournal(_data.Data, "broker");
        await TestData.AppendAsync(broker, 3);
        _data.Database.Read(connection =>
        {
            // Held open as a worker holds it: what is not in the file yet but beside it counts too.
            connection.Query("SELECT * FROM incident");
            return 0;
        });

        await TestData.SucceedAsync(CommandRun.OfAsync("backup", "--to", archive, "--Data:Folder=" + _data.Data));
        CommandRun run = await TestData.SucceedAsync(CommandRun.OfAsync("restore", "--from", archive, "--Data:Folder=" + Restored));

        Assert.Contains("journal/all  records 500  positions 0..500  sound", run.Output, StringComparison.Ordinal);
        Assert.Contains("alerts.db  has read up to 2", run.Output, StringComparison.Ordinal);
        foreach (string file in (string[])["console.token", "keys/key-1.xml", "snapshots/ab.png", "rejected.lp", "something/new/file", "store.cursor"])
            Assert.Equal(await File.ReadAllTextAsync(_data.File(file)), await File.ReadAllTextAsync(Path.Combine(Restored, file)));
        Incident incident = Assert.Single(new AlertDatabase(Path.Combine(Restored, "alerts.db")).Read(c => IncidentStore.List(c, IncidentStates.All, 10)));
        Assert.Equal(Harness.TestIncident.Create(), incident);
        Assert.Equal((3, 1), (new QuarantineStore(Path.Combine(Restored, "quarantine.db")).Cursor, new QuarantineStore(Path.Combine(Restored, "quarantine.db")).Count));
        await using Journal copy = _data.OpenJournal(Restored);
        using JournalReader reader = copy.OpenReader(0);
        for (int i = 0; i < 500; i++)
            Assert.True(reader.TryRead(out Storage.Journal.Record record) && record.Position == i);
        await using Journal sessions = _data.OpenJournal(Restored, "broker");
        Assert.Equal(3, sessions.NextPosition);
    }

    [Fact]
    public async Task Restore_GivesNoPositionTwice()
    {
        await using (Journal journal = _data.OpenJournal(_data.Data))
            await TestData.AppendAsync(journal, 10);
        await TestData.SucceedAsync(_data.BackupAsync());

        await TestData.SucceedAsync(_data.RestoreAsync(Restored));

        await using Journal restored = _data.OpenJournal(Restored);
        Assert.Equal(10 + RestoredJournal.Margin + 1, restored.NextPosition);
        Assert.Equal(0, restored.FirstPosition);
        using JournalReader reader = restored.OpenReader(0);
        string last = "";
        while (reader.TryRead(out Storage.Journal.Record record))
            last = System.Text.Encoding.UTF8.GetString(record.Body);
        Assert.StartsWith("""{"restored":"20""", last, StringComparison.Ordinal);
        Assert.Equal(0, reader.SkippedPositions);
    }

    [Fact]
    public async Task Restore_MakesFilesThatOnlyTheirOwnerReads_WithTheirTimes()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("there are no such modes");
        var at = new DateTime(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(_data.File("snapshots/ab.png"), at);
        await TestData.SucceedAsync(_data.BackupAsync());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(_data.Archive).UnixFileMode);

        await TestData.SucceedAsync(_data.RestoreAsync(Restored));

        Assert.All(Directory.GetFiles(Restored, "*", SearchOption.AllDirectories), f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(f).UnixFileMode));
        Assert.All(
            Directory.GetDirectories(Restored, "*", SearchOption.AllDirectories).Append(Restored),
            d => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new FileInfo(d).UnixFileMode));
        Assert.Equal(at, File.GetLastWriteTimeUtc(Path.Combine(Restored, "snapshots/ab.png")));
    }

    [Fact]
    public async Task Backup_LeavesOutWhatDoesNotLast()
    {
        await using Journal journal = _data.OpenJournal(_data.Data);
        await TestData.AppendAsync(journal, 1);
        foreach (string name in (string[])[".write-test", "store.cursor.tmp", "mqtt-users.part", "cities/ab.part/x.yaml"])
            _data.Put(name, "half");
        await TestData.SucceedAsync(_data.BackupAsync());

        await TestData.SucceedAsync(_data.RestoreAsync(Restored));

        Assert.Equal(
            ["alerts.db", "console.token", "journal", "keys", "quarantine.db", "rejected.lp", "snapshots", "something", "store.cursor"],
            Directory.GetFileSystemEntries(Restored).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["backup.tar", "data", "restored"], _data.Everything());
    }

    [Fact]
    public async Task Backup_OfOneFileThatIsThere_NeedsForce()
    {
        await File.WriteAllTextAsync(_data.Archive, "precious");

        CommandRun refused = await _data.BackupAsync();

        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(_data.Archive));
        await TestData.SucceedAsync(_data.BackupAsync("--force"));
        await TestData.SucceedAsync(_data.RestoreAsync(Restored, "--check"));
    }

    [Theory]
    [InlineData("data/inside.tar", "lies in the data folder")]
    [InlineData("missing/backup.tar", "there is no such folder")]
    [InlineData("data", "is a folder")]
    public async Task Backup_ToAPlaceThatWillNotDo_IsRefusedWithTheMend(string target, string why)
    {
        CommandRun run = await CommandRun.OfAsync("backup", "--to", _data.Folder[target], "--Data:Folder=" + _data.Data);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.Equal(["data"], _data.Everything());
    }

    [Fact]
    public async Task Backup_OfNothing_IsRefused()
    {
        CommandRun run = await CommandRun.OfAsync("backup", "--to", _data.Archive, "--Data:Folder=" + _data.Folder["nowhere"]);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("there is nothing to back up; --Data:Folder=DIR", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_WhileAnotherOneRuns_IsRefused()
    {
        Directory.CreateDirectory(_data.Archive + ".work");
        using var held = new FileStream(_data.Archive + ".work/lock", FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        CommandRun run = await _data.BackupAsync();

        Assert.Contains("another backup", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_AfterOneThatWasKilled_TakesItsPlace()
    {
        Directory.CreateDirectory(_data.Archive + ".work/data");
        await File.WriteAllTextAsync(_data.Archive + ".work/data/console.token", "old");
        await File.WriteAllTextAsync(_data.Archive + ".part", "half");

        await TestData.SucceedAsync(_data.BackupAsync());

        Assert.Equal(["backup.tar", "data"], _data.Everything());
    }

    [Fact]
    public async Task Backup_OfABrokenDatabase_NamesItAndLeavesNothing()
    {
        byte[] broken = [.. "SQLite format 3\0"u8, .. new byte[5000]];
        await File.WriteAllBytesAsync(_data.File("readings.db"), broken);

        CommandRun run = await _data.BackupAsync();

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.StartsWith(_data.File("readings.db"), run.Error, StringComparison.Ordinal);
        Assert.Equal(["data"], _data.Everything());
    }

    [Fact]
    public async Task Backup_FileWhoseNameCannotBeRestored_IsRefusedWithItsName()
    {
        _data.Put("odd\nname", "x");

        CommandRun run = await _data.BackupAsync();

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("odd\\u000aname", run.Error, StringComparison.Ordinal);
        Assert.Equal(["data"], _data.Everything());
    }

    [Fact]
    public async Task Backup_FolderThatIsALink_IsFollowedAndOneThatLeadsBackIsNot()
    {
        string elsewhere = Directory.CreateDirectory(_data.Folder["pictures"]).FullName;
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "cd.png"), "another picture");
        Directory.CreateSymbolicLink(_data.File("more"), elsewhere);
        await TestData.SucceedAsync(_data.BackupAsync());
        await TestData.SucceedAsync(_data.RestoreAsync(Restored));
        Assert.Equal("another picture", await File.ReadAllTextAsync(Path.Combine(Restored, "more/cd.png")));
        Assert.Null(new DirectoryInfo(Path.Combine(Restored, "more")).LinkTarget);

        Directory.CreateSymbolicLink(_data.File("loop"), _data.Data);
        CommandRun run = await _data.BackupAsync("--force");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("a link there leads back to itself", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_KeptCopyOfAnUpgrade_IsInItToo()
    {
        DatabaseCopy.Copy(_data.File("alerts.db"), _data.File("alerts.db.v1"));
        await TestData.SucceedAsync(_data.BackupAsync());

        await TestData.SucceedAsync(_data.RestoreAsync(Restored));

        Assert.True(new FileInfo(Path.Combine(Restored, "alerts.db.v1")).Length > 0);
    }

    [Fact]
    public async Task Stage_CursorsLieWithinTheJournal_WhileWorkerReleasesAndWrites()
    {
        await using Journal journal = _data.OpenJournal(_data.Data);
        await TestData.AppendAsync(journal, 10);
        using var stop = new CancellationTokenSource();
        Task worker = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await TestData.AppendAsync(journal, 4000);
                long passed = journal.CommittedPosition;
                new CursorFile(_data.File("store.cursor")).Write(passed);
                _data.Database.Write(c => { c.Execute("UPDATE checkpoint SET position = @passed", new { passed }); });
                new QuarantineStore(_data.File("quarantine.db")).Add([], passed, 10);
                journal.Release(passed);
            }
        });

        var manifests = new List<BackupManifest>();
        await Harness.Eventually.TrueAsync(() => journal.FirstPosition > 0);
        for (int i = 0; i < 5; i++)
            manifests.Add(await new BackupRun(_data.Data, _data.Archive, TimeProvider.System).RunAsync(overwrite: true, default));
        await stop.CancelAsync();
        await worker;

        Assert.All(manifests, manifest =>
        {
            BackupJournal kept = Assert.Single(manifest.Journals);
            Assert.True(kept.FirstPosition > 0);
            Assert.Equal(3, manifest.Cursors.Count);
            Assert.All(manifest.Cursors, cursor => Assert.InRange(cursor.Position, kept.FirstPosition, kept.EndPosition));
            Assert.Equal(kept.EndPosition - kept.FirstPosition, kept.Records);
        });
    }
}
