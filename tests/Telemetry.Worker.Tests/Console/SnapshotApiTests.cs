using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Quarantine;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

/// <summary>Pictures go to those who may see their incident, and each look at one is known.</summary>
public sealed class SnapshotApiTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestIngest _ingest = new();
    private readonly AlertDatabase _database;

    public SnapshotApiTests()
    {
        _database = new AlertDatabase(_folder["alerts.db"]);
        _database.Write(c => IncidentStore.Save(c, TestIncident.Create("a") with { DeviceId = "cam-1", AreaId = "village", Attributes = """{"snapshot":"s-1"}""" }));
    }

    public async ValueTask InitializeAsync()
    {
        await _ingest.Snapshots.StartAsync(default);
        var origin = new TestOrigin();
        origin.Add(_ingest.Receive(TestCity.Camera + "/snapshot/s-1", [.. Pictures.Jpeg(), .. "<script>"u8]));
        origin.Add(_ingest.Receive(TestCity.Camera + "/snapshot/s-2", Pictures.Png()));
        await Eventually.TrueAsync(() => origin.Acknowledged == 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _ingest.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task OfIncident_WhoMaySeeIt_GetsThePictureAloneAndIsWrittenDown()
    {
        DefaultHttpContext context = Context("li", "operator", "town");

        await OfIncident(context, "a").ExecuteAsync(context);

        Assert.Equal((200, "image/jpeg"), (context.Response.StatusCode, context.Response.ContentType));
        Assert.Equal(Pictures.Jpeg(), ((MemoryStream)context.Response.Body).ToArray());
        Assert.Equal("default-src 'none'; sandbox; frame-ancestors 'none'", context.Response.Headers.ContentSecurityPolicy);
        Assert.Equal([("li", "view-snapshot", "a", "cam-1 s-1")], AuditRows());
    }

    [Fact]
    public void OfIncident_WhoMayNotSeeIt_IsRefusedAndWrittenDown()
    {
        Assert.Equal(403, Status(OfIncident(Context("wang", "operator", "elsewhere"), "a")));
        Assert.Equal(403, Status(OfIncident(Context("zhao", "viewer", null), "a")));

        Assert.Equal([("wang", "refuse-snapshot", "a", "cam-1 s-1"), ("zhao", "refuse-snapshot", "a", "cam-1 s-1")], AuditRows());
    }

    [Theory]
    [InlineData("administrator", "cam-1", "s-2", 200)]
    [InlineData("administrator", "cam-1", "s-3", 404)]
    [InlineData("administrator", "cam-1", "../../console", 404)]
    [InlineData("operator", "cam-1", "s-2", 403)]
    public void OfDevice_IsForAdministrators(string role, string device, string snapshot, int expected)
    {
        DefaultHttpContext context = Context("li", role, "town");

        IResult result = SnapshotApi.OfDevice(context, _database, _ingest.Snapshots, _ingest.Time, device, snapshot);

        Assert.Equal(expected, Status(result));
        Assert.Equal(expected == 404 ? 0 : 1, AuditRows().Count);
        (result as Microsoft.AspNetCore.Http.HttpResults.FileStreamHttpResult)?.FileStream.Dispose();
    }

    [Theory]
    [InlineData("administrator", "city/town/water-safety/cam-1/snapshot/x", 200, "view-snapshot")]
    [InlineData("operator", "city/town/water-safety/cam-1/snapshot/x", 403, "refuse-snapshot")]
    [InlineData("operator", "somewhere/else", 403, "refuse-snapshot")]
    [InlineData("operator", "city/town/heating/hs-1/telemetry", 200, null)]
    public void Quarantine_PayloadOfAPicture_IsForAdministratorsAndWrittenDown(string role, string topic, int expected, string? action)
    {
        var store = new QuarantineStore(_folder["quarantine.db"]);
        byte[] payload = topic.EndsWith("telemetry", StringComparison.Ordinal) ? "{}"u8.ToArray() : Pictures.Jpeg();
        store.Add([new QuarantinedMessage(1, 1, "unknown-topic", "", topic, payload)], 2, 10);

        IResult result = QuarantineApi.Payload(Context("li", role, "town"), store, _database, _ingest.Time, 1);

        Assert.Equal(expected, Status(result));
        Assert.Equal(action is null ? [] : [("li", action, "quarantine/1", topic)], AuditRows());
        var item = QuarantineItem.Of(store.Find(1)!, int.MaxValue);
        Assert.Equal((action is not null, null), (item.Picture, item.Base64));
        Assert.Equal(action is null ? "{}" : null, item.Text);
    }

    [Fact]
    public void Folder_IsForTheWorkerAlone()
    {
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_ingest.SnapshotFolder.Path));
    }

    private IResult OfIncident(HttpContext context, string id) =>
        SnapshotApi.OfIncident(context, _database, _ingest.Snapshots, new CityInForce(_ingest.City, "city"), _ingest.Time, id);

    private List<(string, string, string, string)> AuditRows() =>
        _database.Read(c => c.Query<(string, string, string, string)>("SELECT who, action, subject, detail FROM audit ORDER BY rowid").ToList());

    private static DefaultHttpContext Context(string name, string role, string? area)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role)], "test");
        if (area is not null)
            identity.AddClaim(new Claim(ConsoleSchemes.AreaClaim, area));
        return new DefaultHttpContext
        {
            User = new ClaimsPrincipal(identity),
            RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider(),
            Response = { Body = new MemoryStream() },
        };
    }

    private static int Status(IResult result) => (result as IStatusCodeHttpResult)?.StatusCode ?? 200;
}
