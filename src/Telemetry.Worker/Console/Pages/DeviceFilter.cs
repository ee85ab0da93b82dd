using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Pages;

/// <summary>Which devices the table shows, as in the page's address.</summary>
/// <param name="System">The id of a system; null for all.</param>
/// <param name="Presence">Null for all.</param>
/// <param name="Text">Part of an id or of a title of the device, its site or its areas, in any case; empty for all.</param>
public sealed record DeviceFilter(string? System, Presence? Presence, string Text)
{
    private const int MaximumText = 100;

    /// <summary>Takes what an address holds; what is not known there filters nothing.</summary>
    public static DeviceFilter From(IQueryCollection query, City city)
    {
        string? system = query["system"];
        string text = query["q"].ToString().Trim();
        return new DeviceFilter(
            system is not null && city.FindSystem(system) is not null ? system : null,
            Enum.GetValues<Presence>().Cast<Presence?>().FirstOrDefault(p => Name(p!.Value) == query["presence"]),
            text.Length > MaximumText ? text[..MaximumText] : text);
    }

    /// <summary>How an address writes it.</summary>
    public static string Name(Presence presence) => presence.ToString().ToLowerInvariant();

    public bool Matches(Device device, Presence presence) => (Presence is null || Presence == presence) && MatchesInventory(device);

    /// <summary>By system and text only.</summary>
    public bool MatchesInventory(Device device) => (System is null || device.Kind.System.Id == System) && MatchesText(device);

    private bool MatchesText(Device device)
    {
        if (Text.Length == 0 || device.Id.Contains(Text, StringComparison.OrdinalIgnoreCase) || Holds(device.Title) || Holds(device.Site.Title))
            return true;
        for (Area? area = device.Area; area is not null; area = area.Parent)
        {
            if (Holds(area.Title))
                return true;
        }

        return false;
    }

    private bool Holds(LocalizedText title) =>
        title.Zh.Contains(Text, StringComparison.OrdinalIgnoreCase) || title.En.Contains(Text, StringComparison.OrdinalIgnoreCase);
}
