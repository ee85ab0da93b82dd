using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Console.Pages;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Alerts;

/// <summary>What stands before its inhibitor is suppressed by design while that stands: by the rules of the shipped city.</summary>
public sealed class SuppressionRunnerTests : IDisposable
{
    private readonly string _one;
    private readonly string _other;
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private readonly AlertDatabase _database;
    private readonly IncidentWriter _writer;
    private readonly SuppressionRunner _runner;

    public SuppressionRunnerTests()
    {
        City city = ShippedCity.Load();
        string[] motors = [.. city.Devices.Where(device => device.Kind.System.Id == "motor").Take(2).Select(device => device.Id)];
        (_one, _other) = (motors[0], motors[1]);
        _database = new AlertDatabase(_folder["alerts.db"]);
        var outbox = new Outbox(_database);
        _writer = new IncidentWriter(_database, outbox, new NotificationPlan(new NotificationsOptions(), new ConsoleOptions()), _time);
        _runner = new SuppressionRunner(
            _database, _writer, LiveCity.Of(CityJudge.TryCreate(city, out _)!), outbox, _time, NullLogger<SuppressionRunner>.Instance);
    }

    public void Dispose()
    {
        _runner.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Look_InhibitorOnTheSameDevice_SuppressesUntilItIsOver()
    {
        Put("0000000000000001", _one, "winding-warm");
        _runner.Look();
        Assert.Equal(IncidentState.Unacknowledged, Find("0000000000000001").State);

        Put("0000000000000002", _one, "winding-trip");
        Put("0000000000000003", _other, "winding-warm");
        _runner.Look();
        _runner.Look();
        Incident suppressed = Find("0000000000000001");
        Assert.Equal((IncidentState.SuppressedByDesign, new IncidentHold($"{_one}/winding-trip", "rules", null, null)), (suppressed.State, suppressed.Hold));
        Assert.Equal(IncidentState.Unacknowledged, Find("0000000000000002").State);
        Assert.Equal(IncidentState.Unacknowledged, Find("0000000000000003").State);

        _writer.Clear("0000000000000002");
        _runner.Look();
        Assert.Equal((IncidentState.Unacknowledged, null), (Find("0000000000000001").State, Find("0000000000000001").Hold));
        Assert.Equal(["suppressed by rules", "unsuppressed by rules"], _database.Read(c => IncidentHistory.Of(c, "0000000000000001")).Select(e => $"{e.What} by {e.Who}"));
    }

    [Fact]
    public void Look_WhatSomebodyHasAnswered_StaysTheirs()
    {
        Put("0000000000000001", _one, "winding-warm");
        _writer.Acknowledge("0000000000000001", "li", null, null);
        Put("0000000000000002", _one, "winding-trip");
        _runner.Look();
        Assert.Equal(IncidentState.Acknowledged, Find("0000000000000001").State);
    }

    private void Put(string id, string device, string rule) =>
        _database.Write(c => IncidentStore.Save(c, TestIncident.Create(id) with { DeviceId = device, SystemId = "motor", RuleId = rule }));

    private Incident Find(string id) => _database.Read(c => IncidentStore.Find(c, id))!;
}
