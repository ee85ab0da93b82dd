using Dapper;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.Reload;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Reload;

public sealed class CityReloadTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestIngest _ingest;
    private readonly CityArchive _archive;
    private readonly AlertDatabase _database;
    private readonly ListLogger<CityReload> _log = new();
    private readonly CityReload _reload;
    private readonly CityOptions _options = new();
    private Func<string, CityLoadResult> _load = CityLoader.Load;
    private int _reviews;
    private string? _accountTrouble;

    public CityReloadTests()
    {
        TestCity.Write(_folder["city"]);
        _options.Folder = _folder["city"];
        _ingest = new TestIngest(city: CityLoader.Load(_folder["city"]).City);
        _archive = new CityArchive(_folder["cities"], 100);
        _archive.Keep(_ingest.City);
        _archive.KeepTypes(_ingest.City);
        _database = new AlertDatabase(_folder["alerts.db"]);
        _reload = new CityReload(
            _ingest.InForce, _archive, _ingest.Watch, _ingest.Journal.Log, _database, _options, () => _accountTrouble, () => _reviews++,
            _ingest.Time, _log)
        {
            Load = folder => _load(folder),
        };
    }

    [Fact]
    public async Task Reload_ChangedCity_IsKeptRecordedAuditedAndInForce()
    {
        TestCity.Write(_folder["city"], "en: Pressure low", "en: Low pressure");
        string before = _ingest.City.ContentHash;

        ReloadOutcome outcome = await _reload.ReloadAsync("li", default);

        City now = _ingest.InForce.City;
        Assert.Equal((ReloadResult.Taken, "li", _ingest.NowMs), (outcome.Result, outcome.By, outcome.AtMs));
        Assert.NotEqual(before, now.ContentHash);
        Assert.Equal(new CityStatus(now, _ingest.NowMs, "li", outcome), _reload.Status);
        KeptRecord record = Assert.Single(await _ingest.Journal.ReadAsync());
        Assert.Equal((RecordKind.City, now.ContentHash), (record.Header.Kind, record.Text));
        Assert.Equal(now.ContentHash, _archive.Find(now.ContentHash, out _)!.ContentHash);
        Assert.Equal([$"li city-reload {before} -> {now.ContentHash}; devices: 0 added, 0 removed, 0 moved, 0 retired"], Audit());
        Assert.Equal((1, 1L), (_reviews, _reload.Count(ReloadResult.Taken)));
        Assert.StartsWith("Information: Reload of the city taken (by li): devices: 0 added", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_TellsWhatChanged()
    {
        WritePlaces(text => text
            .Replace("id: cam-2,", "id: cam-7,", StringComparison.Ordinal)
            .Replace("en: One } }", "en: One }, area: village, moved-from: [town] }", StringComparison.Ordinal)
            .Replace("en: Three } }", "en: Three }, state: retired }", StringComparison.Ordinal));

        Assert.Equal("devices: 1 added, 1 removed, 1 moved, 1 retired", (await _reload.ReloadAsync("li", default)).Summary);
    }

    [Fact]
    public async Task Reload_DeviceMovesWithoutMovedFrom_KeepsItsOldTopicsOverAStartAndIsTold()
    {
        WritePlaces(text => text.Replace("en: One } }", "en: One }, area: village }", StringComparison.Ordinal));

        ReloadOutcome outcome = await _reload.ReloadAsync("li", default);

        Assert.StartsWith("hs-1 (town -> village) changed area without 'moved-from'", Assert.Single(outcome.Warnings), StringComparison.Ordinal);
        Assert.Contains(_log.Lines, line => line.StartsWith("Warning: Reload of the city: hs-1 (town -> village)", StringComparison.Ordinal));
        Assert.Equal(TopicLookup.Found, _ingest.InForce.Now.Topics.Find("city/town/heating/hs-1/telemetry"u8, out _));
        City afterAStart = CityLoader.Load(_folder["city"]).City!;
        new CityArchive(_folder["cities"], 100).FormerAreas.Apply(afterAStart);
        Assert.Equal(["town"], afterAStart.FindDevice("hs-1")!.FormerAreas.Select(area => area.Id));
    }

    [Fact]
    public async Task Reload_DeviceComesBackOrIsRetired_ForgetsWhereItStood()
    {
        WritePlaces(text => text.Replace("en: One } }", "en: One }, area: village }", StringComparison.Ordinal)
            .Replace("en: Three } }", "en: Three }, area: village, moved-from: [town] }", StringComparison.Ordinal));
        ReloadOutcome moved = await _reload.ReloadAsync("li", default);
        WritePlaces(text => text.Replace("area: village }", "state: retired }", StringComparison.Ordinal)
            .Replace("area: village, moved-from: [town] }", "area: town }", StringComparison.Ordinal));
        await _reload.ReloadAsync("li", default);

        Assert.DoesNotContain("hs-3", Assert.Single(moved.Warnings), StringComparison.Ordinal);
        Assert.Equal("{\"hs-3\":[\"village\"]}", await File.ReadAllTextAsync(_folder["cities/former-areas.json"]));
        Assert.Empty(_ingest.InForce.City.FindDevice("hs-1")!.FormerAreas);
    }

    [Fact]
    public async Task Reload_CannotBeRecorded_LeavesTheTypesOfFieldsAsTheyWere()
    {
        const string boolean = "running: { type: boolean,";
        TestCity.Write(_folder["city"], boolean, "turning: { type: boolean,");
        Directory.CreateDirectory(_folder["cities/field-types.json.tmp"]);
        ReloadOutcome failed = await _reload.ReloadAsync("li", default);
        Directory.Delete(_folder["cities/field-types.json.tmp"]);
        TestCity.Write(_folder["city"], boolean, "turning: { type: text,");

        Assert.Equal(ReloadResult.Failed, failed.Result);
        Assert.StartsWith($"li city-reload failed, {_ingest.City.ContentHash} stays in force: ", Audit()[^1], StringComparison.Ordinal);
        Assert.Equal(ReloadResult.Taken, (await _reload.ReloadAsync("li", default)).Result);
    }

    [Fact]
    public async Task Reload_SameFiles_ChangesNothing()
    {
        Assert.Equal(ReloadResult.Unchanged, (await _reload.ReloadAsync("li", default)).Result);

        Assert.Same(_ingest.City, _ingest.InForce.City);
        Assert.Equal(CityReload.Start, _reload.Status.By);
        Assert.Empty(await _ingest.Journal.ReadAsync());
        Assert.Equal(["li city-reload unchanged"], Audit());
        Assert.Equal(1, _reviews);
    }

    [Fact]
    public async Task Reload_AccountsCannotBeRead_IsTakenAndTold()
    {
        TestCity.Write(_folder["city"], "en: Pressure low", "en: Low pressure");
        _accountTrouble = "users:3: is not 'name:hash'";

        ReloadOutcome outcome = await _reload.ReloadAsync("li", default);

        Assert.Equal((ReloadResult.Taken, _accountTrouble), (outcome.Result, Assert.Single(outcome.Warnings)));
        Assert.Contains($"Warning: Reload of the city: {_accountTrouble}", _log.Lines);
    }

    [Theory]
    [InlineData("unit: t/h", "unit: t/h, physical: [2, 1]", "heating.yaml:9:")]
    [InlineData("when: pressure < 0.3", "when: presure < 0.3", "heating.yaml:14:")]
    [InlineData("system: heating", "system: [", "heating.yaml:")]
    public async Task Reload_Mistake_IsRefusedWithItsPlaceAndChangesNothing(string right, string wrong, string place)
    {
        TestCity.Write(_folder["city"], right, wrong);

        ReloadOutcome outcome = await _reload.ReloadAsync("li", default);

        Assert.Equal(ReloadResult.Refused, outcome.Result);
        Assert.Contains(outcome.Mistakes, mistake => mistake.ToString().Contains(place, StringComparison.Ordinal));
        Assert.Same(_ingest.City, _ingest.InForce.City);
        Assert.Equal((CityReload.Start, outcome), (_reload.Status.By, _reload.Status.Last));
        Assert.Empty(await _ingest.Journal.ReadAsync());
        Assert.StartsWith("li city-reload refused: ", Assert.Single(Audit()), StringComparison.Ordinal);
        Assert.Contains(_log.Lines, line => line.StartsWith("Error: ", StringComparison.Ordinal) && line.Contains(place, StringComparison.Ordinal));
        Assert.Equal((0, 1L), (_reviews, _reload.Count(ReloadResult.Refused)));
    }

    [Fact]
    public async Task Reload_StoredFieldChangesItsType_IsRefusedAlsoWhenItWasLeftOutMeanwhile()
    {
        const string boolean = "running: { type: boolean,";
        const string text = "running: { type: text,";
        TestCity.Write(_folder["city"], boolean, text);
        ReloadOutcome refused = await _reload.ReloadAsync("li", default);
        TestCity.Write(_folder["city"], boolean, "turning: { type: boolean,");
        Assert.Equal(ReloadResult.Taken, (await _reload.ReloadAsync("li", default)).Result);
        TestCity.Write(_folder["city"], boolean, text);
        ReloadOutcome again = await _reload.ReloadAsync("li", default);

        Mistake mistake = Assert.Single(refused.Mistakes);
        Assert.Equal((Path.Combine(_folder["city"], "systems/heating.yaml"), 10, 7), (mistake.File, mistake.Line, mistake.Column));
        Assert.Contains("field 'running' is text here, but its stored values are of type boolean", mistake.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Mistakes, again.Mistakes);
        Assert.Equal(refused.Mistakes, new CityArchive(_folder["cities"], 100).FindTypeChanges(CityLoader.Load(_folder["city"]).City!, _folder["city"]));
    }

    [Fact]
    public async Task Reload_EventFieldChangesItsType_IsRefusedWhereItStands()
    {
        string path = Path.Combine(_folder["city"], "systems", "water-safety.yaml");
        await File.WriteAllTextAsync(path, TestCity.WaterSafety.Replace("confidence: { unit: \"1\", physical: [0, 1],", "confidence: { type: text,", StringComparison.Ordinal)
            .Replace("where: confidence >= 0.6", "where: zone == 'a'", StringComparison.Ordinal));

        Mistake mistake = Assert.Single((await _reload.ReloadAsync("li", default)).Mistakes);

        Assert.Equal((path, 12), (mistake.File, mistake.Line));
    }

    [Fact]
    public async Task Reload_CityCannotBeKept_FailsAndChangesNothing()
    {
        TestCity.Write(_folder["city"], "en: Pressure low", "en: Low pressure");
        string hash = CityLoader.Load(_folder["city"]).City!.ContentHash;
        await File.WriteAllTextAsync(Path.Combine(_folder["cities"], hash + ".part"), "in the way");

        Assert.Equal(ReloadResult.Failed, (await _reload.ReloadAsync("li", default)).Result);

        Assert.Same(_ingest.City, _ingest.InForce.City);
        Assert.True(_reload.Status.Last!.IsFailure);
        Assert.Empty(await _ingest.Journal.ReadAsync());
    }

    [Fact]
    public async Task Reload_ManyAtOnce_ComeOneAfterTheOther()
    {
        TestCity.Write(_folder["city"], "en: Pressure low", "en: Low pressure");

        ReloadOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _reload.ReloadAsync("li", default)));

        Assert.Equal([ReloadResult.Taken, ReloadResult.Unchanged, ReloadResult.Unchanged, ReloadResult.Unchanged], outcomes.Select(o => o.Result).Order());
    }

    [Fact]
    public async Task Watch_FilesChanged_ReloadsOnceTheyStayTheSame()
    {
        using var watch = new CityWatch(_reload, new CityOptions());
        Assert.False(await watch.LookAsync(default));
        WritePlaces(text => text.Replace("id: cam-2,", "id: cam-77,", StringComparison.Ordinal));
        Assert.False(await watch.LookAsync(default));
        WritePlaces(text => text.Replace("id: cam-77,", "id: cam-777,", StringComparison.Ordinal));
        Assert.False(await watch.LookAsync(default));

        Assert.True(await watch.LookAsync(default));

        Assert.NotNull(_ingest.InForce.City.FindDevice("cam-777"));
        Assert.Equal("watch", _reload.Status.By);
        Assert.False(await watch.LookAsync(default));
        Assert.Equal(1, _reload.Count(ReloadResult.Taken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Watch_PlansChangeAlsoBehindALink_Reloads(bool isLinked)
    {
        const string plan = "unit: MW\nplans: []\n";
        string folder = _folder[isLinked ? "mounted" : "city/plans"];
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "heating.yaml");
        await File.WriteAllTextAsync(file, plan);
        if (isLinked)
        {
            Directory.CreateDirectory(_folder["city/plans"]);
            File.CreateSymbolicLink(_folder["city/plans/heating.yaml"], file);
        }

        using var watch = new CityWatch(_reload, new CityOptions());
        Assert.False(await watch.LookAsync(default));
        await File.AppendAllTextAsync(file, "# changed\n");
        Assert.False(await watch.LookAsync(default));

        Assert.True(await watch.LookAsync(default));
    }

    [Fact]
    public async Task Watch_ReloadFails_IsTriedAgainWithTheSameFiles()
    {
        using var watch = new CityWatch(_reload, new CityOptions());
        TestCity.Write(_folder["city"], "en: Pressure low", "en: Low pressure");
        await watch.LookAsync(default);
        _load = _ => throw new InvalidOperationException("a fault");

        Assert.True(await watch.LookAsync(default));
        Assert.Equal((ReloadResult.Failed, "InvalidOperationException: a fault"), (_reload.Status.Last!.Result, _reload.Status.Last.Summary));
        Assert.Contains("Error: A reload of the city ended in a fault of Telemetry", _log.Lines);
        _load = CityLoader.Load;
        Assert.True(await watch.LookAsync(default));

        Assert.Equal(ReloadResult.Taken, _reload.Status.Last.Result);
    }

    [Fact]
    public async Task Reload_FolderDoesNotAnswer_FailsInTimeAndIsNotReadTwice()
    {
        using var answer = new ManualResetEventSlim();
        _options.ReadTimeout = TimeSpan.FromMilliseconds(1);
        _load = folder =>
        {
            answer.Wait();
            return CityLoader.Load(folder);
        };

        ReloadOutcome first = await _reload.ReloadAsync("li", default);
        ReloadOutcome second = await _reload.ReloadAsync("li", default);
        answer.Set();

        Assert.Equal((ReloadResult.Failed, ReloadResult.Failed), (first.Result, second.Result));
        Assert.Contains("could not be read within City:ReadTimeout", first.Summary, StringComparison.Ordinal);
        Assert.Contains("still being read", second.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_FolderIsGone_IsRefusedOnceAndTakenWhenItIsBack()
    {
        using var watch = new CityWatch(_reload, new CityOptions());
        Directory.Move(_folder["city"], _folder["away"]);
        Assert.False(await watch.LookAsync(default));
        Assert.True(await watch.LookAsync(default));
        Assert.False(await watch.LookAsync(default));
        Directory.Move(_folder["away"], _folder["city"]);
        Assert.False(await watch.LookAsync(default));
        Assert.True(await watch.LookAsync(default));

        Assert.Equal((1, 1), (_reload.Count(ReloadResult.Refused), _reload.Count(ReloadResult.Unchanged)));
    }

    [Fact]
    public void StoredFieldTypes_FileIsDamaged_IsToldWithTheWayOut()
    {
        File.WriteAllText(Path.Combine(_folder["cities"], "field-types.json"), "{");

        Assert.Contains("Restore it from a backup, or delete it", Assert.Throws<StartException>(() => new CityArchive(_folder["cities"], 100)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Archive_CityThatWasChangedOrIsNone_IsNotFound()
    {
        string hash = _ingest.City.ContentHash;
        File.AppendAllText(Path.Combine(_folder["cities"], hash, "city", "town.yaml"), "\n");

        Assert.Null(_archive.Find(hash, out string changed));
        Assert.Contains("was changed", changed, StringComparison.Ordinal);
        Assert.Null(_archive.Find("../" + hash[3..], out string none));
        Assert.Equal("that is no hash", none);
        Assert.Null(_archive.Find(new string('0', 64), out string missing));
        Assert.Contains("does not exist", missing, StringComparison.Ordinal);
    }

    [Fact]
    public void Archive_MoreCitiesThanAreKept_LosesThoseInForceLongestAgo()
    {
        City[] cities = [.. Enumerable.Range(0, 4).Select(i => TestCity.Load(TestCity.Places.Replace("id: cam-2,", $"id: cam-9{i},", StringComparison.Ordinal)))];
        var archive = new CityArchive(_folder["few"], 2);
        for (int i = 0; i < 3; i++)
        {
            archive.Keep(cities[i]);
            Directory.SetLastWriteTimeUtc(_folder[$"few/{cities[i].ContentHash}"], new DateTime(2026, 1, 1 + i, 0, 0, 0, DateTimeKind.Utc));
        }

        archive.Keep(cities[1]);
        archive.Keep(cities[3]);

        Assert.Equal([false, true, false, true], cities.Select(city => archive.Find(city.ContentHash, out _) is not null));
    }

    public async ValueTask DisposeAsync()
    {
        _reload.Dispose();
        await _ingest.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private void WritePlaces(Func<string, string> change)
    {
        string path = Path.Combine(_folder["city"], "city", "town.yaml");
        File.WriteAllText(path, change(File.ReadAllText(path)));
    }

    private List<string> Audit() => _database.Read(connection => connection.Query<string>("SELECT who || ' ' || action || ' ' || detail FROM audit ORDER BY number").ToList());
}
