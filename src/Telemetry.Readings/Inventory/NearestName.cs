namespace Telemetry.Readings.Inventory;

/// <summary>The known name that a mistyped one most likely meant.</summary>
public static class NearestName
{
    /// <summary>The known name with the fewest edits (insert, delete, replace, swap neighbours), whatever its case; else the first that begins with it; null when none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string? best = null;
        int least = Math.Max(2, name.Length * 2 / 5) + 1;
        foreach (string candidate in known)
        {
            if (Math.Abs(candidate.Length - name.Length) >= least)
                continue;
            int distance = Distance(name, candidate);
            if (distance < least)
                (best, least) = (candidate, distance);
        }

        // An abbreviation is many edits away and still plain: bool, temp.
        return best ?? (name.Length >= 3 ? known.FirstOrDefault(k => k.StartsWith(name, StringComparison.OrdinalIgnoreCase)) : null);
    }

    /// <summary>
    /// The end of a mistake about an unknown name: <c> (did you mean 'x'?)</c>, or the known names when none is near and they
    /// are few, or nothing.
    /// </summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        IReadOnlyCollection<string> names = known as IReadOnlyCollection<string> ?? [.. known];
        if (Of(name, names) is { } nearest)
            return $" (did you mean '{nearest}'?)";
        return names.Count is > 0 and <= 16 ? $" (known: {string.Join(", ", names)})" : "";
    }

    /// <summary>How many edits lie between two names; case is none.</summary>
    public static int Distance(string a, string b)
    {
        (a, b) = (a.ToUpperInvariant(), b.ToUpperInvariant());

        // Optimal string alignment over three rolling rows.
        int[] previous = new int[b.Length + 1], current = new int[b.Length + 1], beforePrevious = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[b.Length];
    }
}
