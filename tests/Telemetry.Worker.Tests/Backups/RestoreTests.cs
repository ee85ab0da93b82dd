using System.Formats.Tar;
using System.Text;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Backups;
using Telemetry.Worker.Cli;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Tests.Cli;

namespace Telemetry.Worker.Tests.Backups;

public sealed class RestoreTests : IDisposable
{
    private readonly TestData _data = new();

    private string Restored => _data.Folder["restored"];

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Restore_IntoAnEmptyFolder_TakesItsPlace()
    {
        await TestData.SucceedAsync(_data.BackupAsync());
        Directory.CreateDirectory(Restored);

        await TestData.SucceedAsync(_data.RestoreAsync(Restored));

        Assert.True(File.Exists(Path.Combine(Restored, "alerts.db")));
    }

    [Fact]
    public async Task Restore_IntoAnEmptyFolderWhosePlaceCannotBeTaken_FillsIt()
    {
        // As a mount point: the folder itself stays what it is.
        await using (Journal journal = _data.OpenJournal(_data.Data))
            await TestData.AppendAsync(journal, 5);
        await TestData.SucceedAsync(_data.BackupAsync());
        Directory.CreateDirectory(_data.Folder["volume"]);
        Directory.CreateSymbolicLink(Restored, _data.Folder["volume"]);

        await TestData.SucceedAsync(_data.RestoreAsync(Restored));

        Assert.Equal(_data.Folder["volume"], new DirectoryInfo(Restored).LinkTarget);
        Assert.True(File.Exists(Path.Combine(Restored, "alerts.db")));
        Assert.True(File.Exists(Path.Combine(Restored, "keys/key-1.xml")));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Restored), entry => Path.GetFileName(entry).StartsWith(RestoreRun.WorkPrefix, StringComparison.Ordinal));
    }

    [Fact]
    public void Start_WhereARestoreWasCutOff_IsRefused()
    {
        Directory.CreateDirectory(Path.Combine(Restored, RestoreRun.WorkPrefix + "1"));

        var refused = Assert.Throws<StartException>(() => DataFolder.Prepare(Restored));
        Assert.Contains("run telemetry restore again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_NoRoomForAJournalSegment_IsRefusedBeforeAnythingIsWritten()
    {
        await using (Journal journal = _data.OpenJournal(_data.Data))
            await TestData.AppendAsync(journal, 5);
        await TestData.SucceedAsync(_data.BackupAsync());

        var refused = await Assert.ThrowsAsync<BackupException>(() => new RestoreRun(_data.Archive, Restored, 1L << 50, TimeProvider.System).RunAsync(default));

        Assert.Contains("make room", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["backup.tar", "data"], _data.Everything());
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 2 + 1)]
    public async Task Restore_PositionThatNoWorkerReaches_IsRefused(long position)
    {
        BackupManifest list = HostileArchive.List();
        HostileArchive.Write(_data.Archive, (list with { Cursors = [new BackupCursor("all", "x", position)] }).WriteUnchecked());
        await RefusedAsync("positions or folders that cannot be");
        HostileArchive.Write(_data.Archive, (list with { Journals = [new BackupJournal("journal/all", 0, position, 1, 0)] }).WriteUnchecked());
        await RefusedAsync("positions or folders that cannot be");
    }

    [Fact]
    public async Task Restore_IntoAFolderThatIsNotEmpty_IsRefusedAndLeavesItAlone()
    {
        await TestData.SucceedAsync(_data.BackupAsync());
        Directory.CreateDirectory(Restored);
        await File.WriteAllTextAsync(Path.Combine(Restored, "x"), "mine");

        CommandRun run = await _data.RestoreAsync(Restored);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"{Restored} is not empty: move it away (mv {Restored} {Restored}.old)", run.Error, StringComparison.Ordinal);
        Assert.Equal(["x"], Directory.GetFileSystemEntries(Restored).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Restore_IntoAFolderInUse_SaysSo()
    {
        await using Journal journal = _data.OpenJournal(_data.Data);
        await TestData.SucceedAsync(_data.BackupAsync());

        CommandRun run = await _data.RestoreAsync(_data.Data);

        Assert.Contains("a worker is running in it: stop that first", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAGoodBackup_WritesNothing()
    {
        await TestData.SucceedAsync(_data.BackupAsync());

        CommandRun run = await TestData.SucceedAsync(_data.RestoreAsync(Restored, "--check"));

        Assert.Contains("whole; nothing was written", run.Output, StringComparison.Ordinal);
        Assert.Equal(["backup.tar", "data"], _data.Everything());
    }

    [Fact]
    public async Task Restore_OfAFileThatIsMissing_SaysSo()
    {
        CommandRun run = await _data.RestoreAsync(Restored);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("there is no such file", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../escaped")]
    [InlineData("/tmp/telemetry-escaped")]
    [InlineData("a/../../escaped")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task Restore_PathThatLeadsElsewhere_IsRefused(string path)
    {
        HostileArchive.Write(_data.Archive, HostileArchive.List((path, "x")).WriteUnchecked(), HostileArchive.FileEntry(path.Length == 0 ? "x" : path, "x"));
        await RefusedAsync("would lie outside the data folder");
        Assert.False(File.Exists("/tmp/telemetry-escaped"));
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Directory)]
    [InlineData(TarEntryType.Fifo)]
    public async Task Restore_EntryThatIsNoFile_IsRefused(TarEntryType type)
    {
        TarEntry entry = type is TarEntryType.SymbolicLink or TarEntryType.HardLink ? HostileArchive.LinkEntry(type, "a", "/etc/passwd") : new PaxTarEntry(type, "a");
        HostileArchive.Write(_data.Archive, HostileArchive.List(("a", ""), ("b", "x")).Write(), entry, HostileArchive.FileEntry("b", "x"));
        await RefusedAsync($"'a' is no file but {type}");
    }

    [Fact]
    public async Task Restore_FileThatIsNotListedOrTwice_IsRefused()
    {
        HostileArchive.Write(_data.Archive, HostileArchive.List(("a", "x")).Write(), HostileArchive.FileEntry("a", "x"), HostileArchive.FileEntry("b", "x"));
        await RefusedAsync("'b' is not in its list");
        HostileArchive.Write(_data.Archive, HostileArchive.List(("a", "x")).Write(), HostileArchive.FileEntry("a", "x"), HostileArchive.FileEntry("a", "x"));
        await RefusedAsync("or is there twice");
        HostileArchive.Write(_data.Archive, HostileArchive.List(("a", "x"), ("a", "x")).Write(), HostileArchive.FileEntry("a", "x"));
        await RefusedAsync("it names 'a' twice");
    }

    [Fact]
    public async Task Restore_OtherContentOrSize_IsRefused()
    {
        HostileArchive.Write(_data.Archive, HostileArchive.List(("a", "good")).Write(), HostileArchive.FileEntry("a", "evil"));
        await RefusedAsync("the content of 'a' is not what was backed up");
        HostileArchive.Write(_data.Archive, HostileArchive.List(("a", "good")).Write(), HostileArchive.FileEntry("a", "longer"));
        await RefusedAsync("'a' has 6 bytes and should have 4");
        HostileArchive.Write(_data.Archive, HostileArchive.List(("a", "x"), ("b", "y")).Write(), HostileArchive.FileEntry("a", "x"));
        await RefusedAsync("1 of its 2 files are missing, such as 'b'");
    }

    [Fact]
    public async Task Restore_FileWhereAFolderIs_IsRefused()
    {
        HostileArchive.Write(
            _data.Archive, HostileArchive.List(("a", "x"), ("a/b", "y")).Write(), HostileArchive.FileEntry("a", "x"), HostileArchive.FileEntry("a/b", "y"));
        await RefusedAsync("a");
    }

    [Fact]
    public async Task Restore_NeedsMoreThanTheDiskHas_IsRefusedBeforeAnythingIsWritten()
    {
        var manifest = HostileArchive.List() with { Files = [new BackupFile("a", long.MaxValue - 1, "")] };
        HostileArchive.Write(_data.Archive, manifest.Write());
        await RefusedAsync("make room");
    }

    [Theory]
    [InlineData("""{"format":2,"program":"9.9.9","things":[]}""", "was made by a newer telemetry (9.9.9, backup format 2; this one reads up to 1)")]
    [InlineData("""{"format":1}""", "its telemetry-backup.json cannot be read")]
    [InlineData("""{"format":"1"}""", "cannot be read")]
    [InlineData("""{"format":1,"program":"x","createdAt":"2026-01-01T00:00:00Z","files":null,"cursors":[],"journals":[]}""", "cannot be read")]
    [InlineData("""{"format":1,"program":"x","createdAt":"2026-01-01T00:00:00Z","files":[{"path":"a","bytes":-1,"sha256":""}],"cursors":[],"journals":[]}""", "cannot have -1 bytes")]
    [InlineData("""{"format":1,"program":"x","createdAt":"2026-01-01T00:00:00Z","files":[],"cursors":[],"journals":[{"folder":"journal/../../x","firstPosition":0,"endPosition":0,"records":0,"damagedStretches":0}]}""", "folders that cannot be")]
    [InlineData("""{"format":1,"format":2}""", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    [InlineData("null", "cannot be read")]
    [InlineData("", "its first entry is not telemetry-backup.json")]
    public async Task Restore_ListThatIsNewerOrBroken_IsRefused(string manifest, string why)
    {
        HostileArchive.Write(_data.Archive, Encoding.UTF8.GetBytes(manifest));
        await RefusedAsync(why);
    }

    [Fact]
    public async Task Restore_FirstEntryIsNoList_IsRefused()
    {
        await using (FileStream file = File.Create(_data.Archive))
        await using (var tar = new TarWriter(file))
            await tar.WriteEntryAsync(HostileArchive.FileEntry("console.token", "x"));
        await RefusedAsync("its first entry is not telemetry-backup.json");
    }

    [Theory]
    [InlineData("backup.tar")]
    [InlineData("backup.tar.gz")]
    public async Task Restore_CutOffOrChangedAnywhere_IsRefusedOrTheSame(string name)
    {
        string archive = _data.Folder[name];
        await TestData.SucceedAsync(CommandRun.OfAsync("backup", "--to", archive, "--Data:Folder=" + _data.Data));
        byte[] good = await File.ReadAllBytesAsync(archive);
        BackupManifest manifest = await new ArchiveReader(archive).ReadAsync(null, _ => { }, default);
        var random = new Random(7);
        for (int i = 0; i < 300; i++)
        {
            byte[] bad = i % 2 == 0 ? good[..random.Next(good.Length)] : [.. good];
            if (i % 2 == 1)
                bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(archive, bad);
            try
            {
                // A bit that means nothing (padding, a time, a name of an owner) may differ; content may not.
                BackupManifest read = await new ArchiveReader(archive).ReadAsync(null, _ => { }, default);
                Assert.Equal(manifest.Files.Select(file => file.Sha256), read.Files.Select(file => file.Sha256));
            }
            catch (BackupException e)
            {
                Assert.StartsWith(archive, e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Restore_MessageOfAHostileList_SteersNoTerminal()
    {
        HostileArchive.Write(_data.Archive, Encoding.UTF8.GetBytes("""{"format":2,"program":"\u001b[2J"}"""));
        CommandRun run = await _data.RestoreAsync(Restored);
        Assert.DoesNotContain('\u001b', run.Error);
    }

    private async Task RefusedAsync(string why)
    {
        CommandRun run = await _data.RestoreAsync(Restored);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.Equal(["backup.tar", "data"], _data.Everything());
    }
}
