using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Accounts;

/// <summary>The areas that a user or a token is given.</summary>
internal static class AreaList
{
    /// <summary>Stands for the whole city, also for what it will have later.</summary>
    public const string WholeCity = "*";

    private const int Maximum = 1_000;

    public static string Join(IEnumerable<string> areas) => string.Join(' ', areas);

    public static IReadOnlyList<string> Split(string areas) => areas.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Sorted and without doubles.</summary>
    /// <param name="areas">As they were given.</param>
    /// <param name="role">An administrator has none: theirs is the whole city.</param>
    /// <param name="city">Where they have to be; null when it is not known here.</param>
    /// <exception cref="AccountException">One of them is not an area.</exception>
    public static IReadOnlyList<string> Require(IReadOnlyList<string>? areas, Role role, City? city)
    {
        string[] all = [.. (areas ?? []).Select(area => area ?? "").Distinct().Order(StringComparer.Ordinal)];
        if (all.Length > Maximum)
            throw new AccountException(AccountMistake.Invalid, $"areas has {all.Length} ids; it may have {Maximum}. An area stands for all that lies in it.");
        if (role == Role.Administrator && all.Any(area => area != WholeCity))
            throw new AccountException(AccountMistake.Invalid, "An administrator has no areas: administrators are those of the whole city. Give the role operator, or leave the areas out.");
        foreach (string area in all.Where(area => area != WholeCity))
        {
            if (area.Length is 0 or > 64 || !area.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
                throw new AccountException(AccountMistake.Invalid, $"area '{Hosting.VisibleText.Of(area.Length > 64 ? area[..64] + "..." : area)}' cannot be the id of an area.");
            if (city is not null && city.FindArea(area) is null)
                throw new AccountException(AccountMistake.Invalid, $"There is no area '{area}'{NearestName.Hint(area, city.Areas.Select(a => a.Id))}.");
        }

        return role == Role.Administrator ? [] : all.Contains(WholeCity) ? [WholeCity] : all;
    }

    /// <summary>What two lists have in common; what the city does not know is in neither.</summary>
    public static IReadOnlyList<string> Common(IReadOnlyList<string> one, IReadOnlyList<string> other, City city)
    {
        if (one.Contains(WholeCity))
            return other;
        if (other.Contains(WholeCity))
            return one;
        var common = new HashSet<string>();
        foreach (Area a in one.Select(city.FindArea).OfType<Area>())
        {
            foreach (Area b in other.Select(city.FindArea).OfType<Area>())
            {
                if (a.IsWithin(b))
                    common.Add(a.Id);
                else if (b.IsWithin(a))
                    common.Add(b.Id);
            }
        }

        return [.. common.Order(StringComparer.Ordinal)];
    }
}
