using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Testing;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Tests.Hosting;

public sealed class HostingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain 供热", "plain 供热")]
    [InlineData("a\r\nINFO forged: line", @"a\u000d\u000aINFO forged: line")]
    [InlineData("\u001b[2J\u0007", @"\u001b[2J\u0007")]
    [InlineData("\u009b31m\0\u007f", @"\u009b31m\u0000\u007f")]
    [InlineData("a\u2028b\u2029c\u202ed\u200be", @"a\u2028b\u2029c\u202ed\u200be")]
    [InlineData("🏊", "🏊")]
    public void SafeLine_OfWhatADeviceSent_IsOneLineThatSteersNothing(string message, string expected)
    {
        var writer = new StringWriter();
        var entry = new LogEntry<string>(LogLevel.Warning, "Telemetry.Worker.Ingest.Pipeline", default, message, null, (state, _) => state);

        new SafeLineFormatter(new ManualTimeProvider()).Write(entry, null, writer);

        Assert.Equal($"2026-11-21T08:00:00.000Z WARN  Pipeline: {expected}{Environment.NewLine}", writer.ToString());
    }

    [Fact]
    public void SafeLine_OfAnException_IsOneLineToo()
    {
        var writer = new StringWriter();
        var entry = new LogEntry<string>(LogLevel.Error, "Short", default, "it failed", new IOException("disk\nfull"), (state, _) => state);

        new SafeLineFormatter(new ManualTimeProvider()).Write(entry, null, writer);

        Assert.Equal($@"2026-11-21T08:00:00.000Z ERROR Short: it failed | IOException: disk\u000afull{Environment.NewLine}", writer.ToString());
    }

    [Fact]
    public void SafeLine_OfAStartThatFailed_IsLeftToTheCommandThatTellsIt()
    {
        var writer = new StringWriter();
        var entry = new LogEntry<string>(LogLevel.Error, "Microsoft.Extensions.Hosting.Internal.Host", 11, "Hosting failed to start", new IOException("in use"), (state, _) => state);

        new SafeLineFormatter(new ManualTimeProvider()).Write(entry, null, writer);

        Assert.Empty(writer.ToString());
    }

    [Fact]
    public void DataFolder_ThatIsMissing_IsMadeForItsOwnerOnly()
    {
        string path = DataFolder.Prepare(_folder["a/b"]);

        Assert.Equal(_folder["a/b"], path);
        Assert.Empty(Directory.GetFileSystemEntries(path));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
    }

    [Fact]
    public void DataFolder_OfSomebodyWhoLetsOthersIn_ShutsWhatIsWrittenThere()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string folder = Directory.CreateDirectory(_folder["open"], (UnixFileMode)0b111_101_101).FullName;
        string database = Path.Combine(folder, "alerts.db");
        File.WriteAllText(database, "");
        File.SetUnixFileMode(database, Owners | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        DataFolder.Prepare(folder);
        string later = Path.Combine(folder, "later.db");
        File.WriteAllText(later, "");

        Assert.Equal((Owners, Owners), (File.GetUnixFileMode(database), File.GetUnixFileMode(later)));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    [InlineData("nul\0")]
    public void DataFolder_ThatCannotBeWritten_IsNamedWithTheMend(string name)
    {
        File.WriteAllText(_folder["file"], "");

        string message = Assert.Throws<StartException>(() => DataFolder.Prepare(Path.Combine(_folder.Path, name))).Message;

        Assert.Contains("cannot be written", message, StringComparison.Ordinal);
        Assert.Contains("--Data:Folder=DIR", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConsoleToken_IsMadeOnceForItsOwnerOnly()
    {
        ConsoleToken first = ConsoleToken.LoadOrCreate(_folder.Path);
        string text = File.ReadAllText(_folder[ConsoleToken.FileName]).Trim();

        Assert.Equal(43, text.Length);
        Assert.True(first.Matches(text));
        Assert.True(ConsoleToken.LoadOrCreate(_folder.Path).Matches(text));
        Assert.False(first.Matches(text[..^1]));
        Assert.False(first.Matches(""));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder[ConsoleToken.FileName]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("0123456789012345678901234567890\n")]
    public void ConsoleToken_TooShortToBeASecret_StopsTheStart(string content)
    {
        File.WriteAllText(_folder[ConsoleToken.FileName], content);

        string message = Assert.Throws<StartException>(() => ConsoleToken.LoadOrCreate(_folder.Path)).Message;

        Assert.Equal($"{_folder[ConsoleToken.FileName]}: holds {content.Trim().Length} characters, a token has at least 32; delete the file and a new one is made at the next start.", message);
    }

    [Fact]
    public void ConsoleToken_ThatCannotBeRead_StopsTheStart()
    {
        Directory.CreateDirectory(_folder["x/" + ConsoleToken.FileName]);

        Assert.Throws<StartException>(() => ConsoleToken.LoadOrCreate(_folder["x"]));
    }

    [Fact]
    public void LoginLink_IsGoodOnce()
    {
        var link = new LoginLink();

        Assert.False(link.TryUse("wrong"));
        Assert.True(link.TryUse(link.Token));
        Assert.False(link.TryUse(link.Token));
        Assert.NotEqual(link.Token, new LoginLink().Token);
    }

    [Fact]
    public void LoginLink_UsedByManyAtOnce_LetsOneIn()
    {
        var link = new LoginLink();
        int entered = 0;

        Parallel.For(0, 64, _ =>
        {
            if (link.TryUse(link.Token))
                Interlocked.Increment(ref entered);
        });

        Assert.Equal(1, entered);
    }
}
