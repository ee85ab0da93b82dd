using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.People;
using Telemetry.Testing;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Console;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

/// <summary>Who may take which step where, and what others of an area get to see.</summary>
public sealed class StepDeskTests : IAsyncDisposable
{
    private const string Id = "0123456789abcdef";
    private readonly TemporaryFolder _folder = new();
    private readonly TestIngest _ingest = new();
    private readonly AlertDatabase _database;
    private readonly CityInForce _city;
    private readonly PeopleInForce _people;
    private readonly StepDesk _desk;

    public StepDeskTests()
    {
        _database = new AlertDatabase(_folder["alerts.db"]);
        _city = new CityInForce(_ingest.City, "city");
        _people = new PeopleInForce(_folder.Path, _ingest.City);
        _people.Take([new PersonDefinition("cai", new LocalizedText("蔡", "Cai"), new Dictionary<string, string>(), [])]);
        var writer = new IncidentWriter(_database, new Outbox(_database), new NotificationPlan(new NotificationsOptions(), new ConsoleOptions()), _ingest.Time);
        var services = new ServiceCollection().AddLogging();
        services.AddAuthorizationBuilder()
            .AddPolicy(Rights.Respond, policy => policy.RequireRole(ConsoleSchemes.ResponderRole, ConsoleSchemes.OperatorRole, ConsoleSchemes.AdministratorRole))
            .AddPolicy(Rights.Operate, policy => policy.RequireRole(ConsoleSchemes.OperatorRole, ConsoleSchemes.AdministratorRole));
        _desk = new StepDesk(
            _database, writer, _city, new DutyDesk(_city, _people), services.BuildServiceProvider().GetRequiredService<IAuthorizationService>(),
            new RefusalAudit(_database, new AccessOptions(), _ingest.Time), new IncidentsOptions(), _ingest.Time);
        _database.Write(c => IncidentStore.Save(c, TestIncident.Create(Id) with { AreaId = "village" }));
    }

    public async ValueTask DisposeAsync()
    {
        await _ingest.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("responder", "town", IncidentStep.Acknowledge, true)]
    [InlineData("responder", "village", IncidentStep.Acknowledge, true)]
    [InlineData("responder", "elsewhere", IncidentStep.Acknowledge, false)]
    [InlineData("responder", null, IncidentStep.Acknowledge, false)]
    [InlineData("viewer", "town", IncidentStep.Comment, false)]
    [InlineData("responder", "town", IncidentStep.OutOfService, false)]
    [InlineData("operator", "town", IncidentStep.OutOfService, true)]
    [InlineData("operator", "elsewhere", IncidentStep.OutOfService, false)]
    [InlineData("administrator", null, IncidentStep.OutOfService, true)]
    public async Task Take_ByRoleAndArea_IsTakenOrForbiddenOrNothing(string role, string? area, IncidentStep step, bool may)
    {
        StepOutcome outcome = await _desk.TakeAsync(Id, new StepWish(step) { Reason = "r", Minutes = 5, Note = "n" }, User("li", role, area), StepChannel.Page);

        // Elsewhere there is nothing; here it may take another role.
        bool isElsewhere = area is null or "elsewhere";
        Assert.Equal((may, !may && !isElsewhere), (outcome.Result is { IsTaken: true }, outcome.IsForbidden));
        Assert.Equal(may, (await _desk.OfferedAsync(User("li", role, area), TestIncident.Create(Id) with { AreaId = "village" })).Contains(step));
        Assert.Equal(may ? 1 : 0, _database.Read(c => IncidentHistory.Of(c, Id)).Count(e => e.Who == "li" && e.What == step.Done()));
    }

    [Theory]
    [InlineData("cai", null)]
    [InlineData("li", null)]
    [InlineData("wang", null)]
    [InlineData("gone", "to = 'gone' is a user who is disabled")]
    [InlineData("waang", "to = 'waang' is neither a user nor a person of people.yaml (did you mean 'wang'?)")]
    [InlineData("no-such-person", "to = 'no-such-person' is neither a user nor a person of people.yaml (known: wang, cai)")]
    public async Task Give_ToWhoIsNeitherUserNorPerson_IsAMistake(string to, string? mistake)
    {
        var accounts = new AccountDesk(_database, new Passwords(new AccessOptions()), _ingest.Time);
        accounts.Add("wang", null, new UserDraft { Role = "responder", Areas = ["town"] }, null, "test");
        accounts.Add("gone", null, new UserDraft { Role = "responder", Areas = ["town"], Disabled = true }, null, "test");
        await _desk.TakeAsync(Id, new StepWish(IncidentStep.Acknowledge), User("li", "responder", "town"), StepChannel.Api);

        foreach (IncidentStep step in (IncidentStep[])[IncidentStep.Assign, IncidentStep.HandOver])
        {
            StepOutcome outcome = await _desk.TakeAsync(Id, new StepWish(step) { To = to }, User("li", "responder", "town"), StepChannel.Api);
            Assert.Equal((mistake, mistake is null), (outcome.Mistake, outcome.Result is { IsTaken: true }));
        }

        Assert.Equal(mistake is null ? to : null, _database.Read(c => IncidentStore.Find(c, Id))!.AssignedTo);
    }

    [Fact]
    public async Task Take_Unknown_IsNothing() =>
        Assert.Equal(default, await _desk.TakeAsync("nothing", new StepWish(IncidentStep.Acknowledge), User("li", "responder", "town"), StepChannel.Api));

    [Fact]
    public void Read_OfAnotherArea_IsNothingAndNotListed()
    {
        Assert.Equal(200, Status(IncidentsApi.One(Context("responder", "town"), _database, _city, Id)));
        Assert.Equal(404, Status(IncidentsApi.One(Context("responder", "elsewhere"), _database, _city, Id)));
        Assert.Equal(404, Status(IncidentsApi.One(Context("responder", "elsewhere"), _database, _city, "nothing")));
        Assert.Equal(1, Listed("responder", "town"));
        Assert.Equal(0, Listed("responder", "elsewhere"));
        Assert.Equal(0, Listed("viewer", null));
        Assert.Equal(1, Listed("administrator", null));
    }

    [Theory]
    [InlineData("a\nb\tc", "a b c")]
    [InlineData("\u001b[31mred\u009b", "[31mred")]
    [InlineData("li\u202egnaw\u200b\ufeff", "lignaw")]
    [InlineData(" \u0000 ", null)]
    [InlineData("到场 \ud83d\ude92", "到场 \ud83d\ude92")]
    [InlineData(null, null)]
    public void Plain_KeepsWhatPeopleRead(string? text, string? expected) => Assert.Equal(expected, StepDesk.Plain(text));

    [Fact]
    public void Plain_HalfACharacter_IsReplaced() => Assert.Equal("a\ufffd", StepDesk.Plain("a" + '\ud83d'));

    private int Listed(string role, string? area)
    {
        IResult result = IncidentsApi.List(Context(role, area), _database, _city, new IncidentQuery(null, null, null, null, null, null, null, null, null));
        return ((IEnumerable<IncidentItem>)((IValueHttpResult)result).Value!).Count();
    }

    private static DefaultHttpContext Context(string role, string? area) => new() { User = User("li", role, area) };

    private static ClaimsPrincipal User(string name, string role, string? area)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role)], "test");
        if (area is not null)
            identity.AddClaim(new Claim(ConsoleSchemes.AreaClaim, area));
        return new ClaimsPrincipal(identity);
    }

    private static int Status(IResult result) => (result as IStatusCodeHttpResult)?.StatusCode ?? 200;
}
