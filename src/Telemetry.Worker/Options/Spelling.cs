namespace Telemetry.Worker.Options;

/// <summary>Finds the name that was probably meant.</summary>
internal static class Spelling
{
    /// <summary>The known name within two edits (three for long names), ignoring case; null when none is near.</summary>
    public static string? Nearest(string wrong, IEnumerable<string> known)
    {
        int limit = wrong.Length > 8 ? 3 : 2;
        return known
            .Select(name => (Name: name, Distance: Distance(name.ToUpperInvariant(), wrong.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= limit)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>Levenshtein distance.</summary>
    public static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
