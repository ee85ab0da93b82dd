using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Pages;

/// <summary>The pages for people, rendered here and refreshed by a small script of our own (<c>wwwroot/console.js</c>).</summary>
internal static class PageEndpoints
{
    /// <summary>The script asks for only what is urgent most of the time, because the table of devices is long.</summary>
    private const string PartHeader = "Telemetry-Part";

    private const string UrgentPart = "urgent";

    private static readonly TimeSpan LanguageLifetime = TimeSpan.FromDays(365);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", Overview).RequireAuthorization(Rights.View).ExcludeFromDescription();
        app.MapGet("/devices/{id}", OneDevice).RequireAuthorization(Rights.View).ExcludeFromDescription();
        IncidentPages.Map(app);
        InputPages.Map(app);
        app.MapPost("/language", LanguageAsync).AllowAnonymous().ExcludeFromDescription();
        QuarantinePages.Map(app);
        AccountPages.Map(app);
        DrillPages.Map(app);
        DutyPages.Map(app);
    }

    private static RazorComponentResult<OverviewPage> Overview(HttpRequest request, OverviewReader reader, CityInForce city)
    {
        bool isUrgent = request.Headers[PartHeader] == UrgentPart;
        return Page<OverviewPage>(request, ("View", reader.Read(DeviceFilter.From(request.Query, city.City), !isUrgent, request.HttpContext.User)));
    }

    private static RazorComponentResult OneDevice(HttpRequest request, string id, OverviewReader reader, CityInForce city, TimeProvider time)
    {
        if (AreaScope.Of(request.HttpContext.User, city.City).Find(city.City, id) is { } device)
            return Page<DevicePage>(request, ("View", reader.ReadDevice(device)));
        RazorComponentResult<MissingPage> missing = Page<MissingPage>(
            request, ("Id", id), ("NowMs", time.GetUtcNow().ToUnixTimeMilliseconds()), ("What", new LocalizedText("设备", "device")));
        missing.StatusCode = StatusCodes.Status404NotFound;
        return missing;
    }

    private static async Task<IResult> LanguageAsync(HttpRequest request, HttpResponse response)
    {
        IFormCollection form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        if (Words.Find(form["language"]) is not null)
        {
            response.Cookies.Append(
                Words.Cookie, form["language"]!, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = LanguageLifetime });
        }

        return Results.LocalRedirect(LocalPath.OrHome(form["from"]));
    }

    /// <summary>A page in the reader's language.</summary>
    public static RazorComponentResult<TPage> Page<TPage>(HttpRequest request, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        var all = new Dictionary<string, object?> { ["Words"] = Words.For(request), ["Path"] = request.Path.Value };
        foreach ((string name, object? value) in parameters)
            all[name] = value;
        return new RazorComponentResult<TPage>(all);
    }
}
