using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Duties;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Notifications;

/// <summary>Who is told that an incident is theirs now.</summary>
public sealed class GivenIncidentTests : IDisposable
{
    private const string Id = "0123456789abcdef";
    private readonly TemporaryFolder _folder = new();
    private readonly AlertDatabase _database;
    private readonly IncidentWriter _writer;

    public GivenIncidentTests()
    {
        DutyPlaces.Write(_folder["city"], _folder["data"]);
        City city = CityLoader.Load(_folder["city"]).City!;
        var inForce = new CityInForce(city, "city");
        _database = new AlertDatabase(_folder["data/alerts.db"]);
        var time = new ManualTimeProvider();
        var options = new NotificationsOptions();
        var form = new PageForm(new CallChannels(options.Ways, [ChannelName.Webhook]), options, new ConsoleOptions(), inForce, NullLogger<PageForm>.Instance);
        _writer = new IncidentWriter(
            _database, new Outbox(_database), new NotificationPlan(options, new ConsoleOptions()), time,
            [new GivenIncident(new DutyDesk(inForce, new PeopleInForce(_folder["data"], city)), form, time)]);
        _database.Write(connection => IncidentStore.Save(connection, TestIncident.Create(Id)));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("an", "person/an")]
    [InlineData("bo", "person/bo")]
    [InlineData("cai", "person/cai")]
    [InlineData("user", null)]
    public void Given_ToAPerson_TellsThemWhateverDutyTheyStandInOrNone(string to, string? told)
    {
        _writer.Take(Id, new StepRequest(IncidentStep.Assign, "li", StepChannel.Api) { To = to });

        Assert.Equal(
            told is null ? [] : [told],
            new Outbox(_database).Pending(ChannelName.Webhook).Where(entry => PageTarget.IsOne(entry.Target)).Select(entry => entry.Target));
    }
}
