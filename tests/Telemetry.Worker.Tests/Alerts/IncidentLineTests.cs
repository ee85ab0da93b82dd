using System.Text;
using Dapper;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Storage.LineProtocol;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Alerts;

public sealed class IncidentLineTests
{
    [Fact]
    public void Entry_OfAnIncident_IsALineOfItsMeasurement()
    {
        OutboxEntry entry = IncidentLine.Entry(TestIncident.Create(), TestIncident.OpenedAt);

        Assert.StartsWith(
            "incident,area=town,device=hs-1,rule=low,severity=high,system=heating id=\"0123456789abcdef\",state=\"unacknowledged\",title=\"压力低 Pressure low\",text=\"{}\" 1795000000000",
            entry.Body, StringComparison.Ordinal);
        Assert.Equal(("0123456789abcdef/1/line", ChannelName.Line, long.MaxValue), (entry.Key, entry.Channel, entry.ExpiresAt));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("quote \" backslash \\ end\\")]
    [InlineData("new\nline\r\0and \u001b[31mcolour")]
    [InlineData("a=b,c d")]
    [InlineData("🏊 水")]
    [InlineData("\ud800 half")]
    public void Entry_OfAnyText_IsAWellFormedLine(string text)
    {
        Incident incident = TestIncident.Create() with { Title = new LocalizedText(text, text), Attributes = string.Concat(Enumerable.Repeat(text, 300)) };

        byte[] line = Encoding.UTF8.GetBytes(IncidentLine.Entry(incident, TestIncident.OpenedAt).Body);

        Assert.True(LineReader.IsWellFormed(line));
        Assert.Equal(["id", "state", "title", "text"], FieldNames(line));
    }

    [Fact]
    public void Entry_OfOneStepTwice_IsTheSameAndOfAnotherIncidentIsNot()
    {
        Incident incident = TestIncident.Create();

        Assert.Equal(IncidentLine.Entry(incident, 5), IncidentLine.Entry(incident, 5));
        string[] stamps = [.. new[] { incident, incident with { Version = 2 }, TestIncident.Create("fedcba9876543210") }
            .Select(i => IncidentLine.Entry(i, 5).Body.Split(' ')[^1])];
        Assert.Equal(3, stamps.Distinct().Count());
        Assert.All(stamps, stamp => Assert.InRange(long.Parse(stamp, System.Globalization.CultureInfo.InvariantCulture), 5_000_000, 5_999_999));
    }

    [Fact]
    public async Task Channel_PutsTheLineIntoTheJournalForTheUploader()
    {
        await using var journal = new TestJournal();
        OutboxEntry entry = IncidentLine.Entry(TestIncident.Create(), TestIncident.OpenedAt);

        SendResult result = await new LineChannel(journal.Log).SendAsync(entry, default);

        Assert.Equal(SendOutcome.Delivered, result.Outcome);
        KeptRecord record = Assert.Single(await journal.ReadAsync());
        Assert.Equal((RecordKind.Event, "", entry.Body), (record.Header.Kind, record.Device, record.Text));
    }

    [Fact]
    public void Checkpoint_NeverSaved_IsNull()
    {
        using var folder = new Testing.TemporaryFolder();
        var judge = CityJudge.TryCreate(TestCity.Load(), out _)!;
        var store = new CheckpointStore(new AlertDatabase(folder["alerts.db"]));

        Assert.Null(store.Find());
        store.Save(12, judge, LiveCity.Of(judge));
        store.Save(34, judge, LiveCity.Of(judge));

        KeptCheckpoint kept = store.Find()!;
        Assert.Equal((34, judge.City.ContentHash), (kept.Position, kept.CityHash));
        Assert.Empty(CheckpointStore.Load(kept, judge, LiveCity.Of(judge)));
    }

    [Fact]
    public void Checkpoint_LongerThanAPiece_IsReadWholeAndReplacedWhole()
    {
        using var folder = new Testing.TemporaryFolder();
        var judge = CityJudge.TryCreate(TestCity.Load(), out _)!;
        var database = new AlertDatabase(folder["alerts.db"]);
        new CheckpointStore(database).Save(12, judge, LiveCity.Of(judge));
        byte[] whole = new CheckpointStore(database).Find()!.State.ToArray();

        new CheckpointStore(database, pieceBytes: 100).Save(34, judge, LiveCity.Of(judge));
        KeptCheckpoint kept = new CheckpointStore(database).Find()!;
        Assert.True(Pieces() > 2);
        Assert.Equal(34, kept.Position);
        Assert.Equal(whole, kept.State.ToArray());

        new CheckpointStore(database).Save(56, judge, LiveCity.Of(judge));
        Assert.Equal(0, Pieces());
        Assert.Equal(whole, new CheckpointStore(database).Find()!.State.ToArray());

        long Pieces() => database.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM checkpoint_piece"));
    }

    private static List<string> FieldNames(byte[] line)
    {
        var names = new List<string>();
        Assert.True(LineReader.TryOpen(line, out LineReader reader));
        while (reader.Next())
            names.Add(Encoding.UTF8.GetString(reader.Name));
        return names;
    }
}
