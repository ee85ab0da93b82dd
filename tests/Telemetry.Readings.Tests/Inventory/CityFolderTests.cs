using Telemetry.Readings.Inventory;
using Telemetry.Testing;

namespace Telemetry.Readings.Tests.Inventory;

public sealed class CityFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_PipeThatNobodyWritesTo_IsAMistakeAndIsNotWaitedFor()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("mkfifo is of Unix");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "city"));
        using (var make = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_folder.Path, "city", "pipe.yaml")]))
            make.WaitForExit();

        Assert.Contains(CityLoader.Load(_folder.Path).Mistakes, mistake => mistake.ToString().Contains("pipe.yaml: the file is empty", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_GoodFolder_NamesFilesRelativeToIt()
    {
        WriteGood();
        Write("systems/notes.txt", "not read"u8);

        CityLoadResult result = CityLoader.Load(_folder.Path);

        Assert.Empty(result.Mistakes);
        Assert.Equal(["systems/a.yaml", "city/b.yml"], result.City!.Files.Select(f => f.Path));
    }

    [Fact]
    public void Load_SystemsBehindALink_FollowsIt()
    {
        WriteGood();
        using var other = new TemporaryFolder();
        Directory.CreateSymbolicLink(Path.Combine(other.Path, "systems"), Path.Combine(_folder.Path, "systems"));
        Directory.CreateSymbolicLink(Path.Combine(other.Path, "city"), Path.Combine(_folder.Path, "city"));

        Assert.Empty(CityLoader.Load(other.Path).Mistakes);
    }

    [Fact]
    public void Load_MissingFolder_IsAMistake()
    {
        string missing = Path.Combine(_folder.Path, "nowhere");

        Assert.Equal([$"{missing}: the city folder does not exist"], Texts(missing));
    }

    [Fact]
    public void Load_EmptyFolder_NamesWhatIsMissing()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "city"));

        Assert.Equal(
            [$"{_folder.Path}/systems: the folder does not exist", $"{_folder.Path}/city: the folder has no .yaml files"],
            Texts(_folder.Path));
    }

    [Fact]
    public void Load_OneUnreadableFile_IsAMistakeAndTheOthersAreStillChecked()
    {
        WriteGood();
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "systems", "0.yaml"), Path.Combine(_folder.Path, "gone"));
        Write("city/c.yaml", "area: []"u8);

        string[] texts = Texts(_folder.Path);

        Assert.Equal(2, texts.Length);
        Assert.StartsWith($"{_folder.Path}/systems/0.yaml: the file cannot be read: ", texts[0]);
        Assert.Equal($"{_folder.Path}/city/c.yaml:1:1: unknown key 'area' in a city file (did you mean 'areas'?)", texts[1]);
    }

    [Fact]
    public void Load_BrokenSystemFile_DoesNotBlameThoseThatReferToIt()
    {
        WriteGood();
        Write("systems/a.yaml", "system: water-safety\nkinds: [\n"u8);

        Assert.Equal($"{_folder.Path}/systems/a.yaml", Assert.Single(CityLoader.Load(_folder.Path).Mistakes).File);
    }

    [Fact]
    public void Load_InvalidUtf8_NamesThePlace()
    {
        WriteGood();
        Write("city/b.yml", [.. "a: 1\nb: 水"u8, 0xC3, 0x28]);

        Assert.Equal([$"{_folder.Path}/city/b.yml:2:5: the file is not UTF-8 here"], Texts(_folder.Path));
    }

    [Fact]
    public void Load_ByteOrderMark_IsIgnored()
    {
        WriteGood();
        string hash = CityLoader.Load(_folder.Path).City!.ContentHash;
        Write("systems/a.yaml", [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(TestCity.System)]);

        Assert.Equal(hash, CityLoader.Load(_folder.Path).City!.ContentHash);
    }

    [Fact]
    public void Load_TooLargeFile_IsAMistake()
    {
        WriteGood();
        using (FileStream file = File.Create(Path.Combine(_folder.Path, "city", "b.yml")))
            file.SetLength((16 * 1024 * 1024) + 1);

        Assert.Equal([$"{_folder.Path}/city/b.yml: the file is larger than 16 MiB"], Texts(_folder.Path));
    }

    private static string[] Texts(string folder) => [.. CityLoader.Load(folder).Mistakes.Select(m => m.ToString())];

    private void WriteGood()
    {
        Write("systems/a.yaml", System.Text.Encoding.UTF8.GetBytes(TestCity.System));
        Write("city/b.yml", System.Text.Encoding.UTF8.GetBytes(TestCity.City));
    }

    private void Write(string path, ReadOnlySpan<byte> content)
    {
        string full = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
    }
}
