namespace Telemetry.Readings;

/// <summary>The labels of reasons: in metrics, in the journal, in the quarantine.</summary>
public static class RejectReasons
{
    private static readonly string[] Labels = [.. Enum.GetNames<RejectReason>().Select(KebabCase)];

    /// <summary>How many reasons there are, for arrays of counters.</summary>
    public static int Count => Labels.Length;

    /// <summary>The reason in kebab case, such as <c>malformed-json</c>.</summary>
    public static string Label(this RejectReason reason) => Labels[(int)reason];

    /// <summary>The reason with this label; false when there is none.</summary>
    public static bool TryParse(string label, out RejectReason reason)
    {
        int index = Array.IndexOf(Labels, label);
        reason = (RejectReason)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The reason that goes with a failed lookup.</summary>
    public static RejectReason ToRejectReason(this TopicLookup lookup) => lookup switch
    {
        TopicLookup.Found => RejectReason.None,
        TopicLookup.UnknownDevice => RejectReason.UnknownDevice,
        TopicLookup.WrongArea => RejectReason.WrongArea,
        TopicLookup.WrongSystem => RejectReason.WrongSystem,
        _ => RejectReason.UnknownTopic,
    };

    internal static string KebabCase(string name) => string.Concat(name.Select((c, i) =>
        char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
