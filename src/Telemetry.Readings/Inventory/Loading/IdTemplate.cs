using System.Globalization;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>
/// An id, or many of them: <c>hs-{0000..0999}</c> is hs-0000 to hs-0999, as wide as the first number is written.
/// </summary>
internal readonly record struct IdTemplate(string Prefix, string Suffix, int From, int Count, int Width)
{
    /// <summary>The most ids of one template.</summary>
    public const int MaximumCount = 250_000;

    public bool IsSingle => Width == 0;

    public static IdTemplate? Parse(string text, out string? error)
    {
        error = null;
        int open = text.IndexOf('{');
        if (open < 0)
            return Check(new IdTemplate(text, "", 0, 1, 0), text, ref error);

        int close = text.IndexOf('}');
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        if (close < dots || dots < open
            || !TryNumber(text[(open + 1)..dots], out int from)
            || !TryNumber(text[(dots + 2)..close], out int to)
            || text.IndexOf('{', open + 1) >= 0)
        {
            error = $"a template must look like hs-{{0000..0999}}, not '{text}'";
            return null;
        }

        if (from > to || (long)to - from >= MaximumCount)
        {
            error = $"the template '{text}' must count up, to at most {MaximumCount} ids";
            return null;
        }

        return Check(new IdTemplate(text[..open], text[(close + 1)..], from, to - from + 1, dots - open - 1), text, ref error);
    }

    /// <summary>The number of an id as it is written in it; empty for a single id.</summary>
    public string Number(int ordinal) =>
        IsSingle ? "" : (From + ordinal).ToString(CultureInfo.InvariantCulture).PadLeft(Width, '0');

    public string Id(int ordinal) => IsSingle ? Prefix : string.Concat(Prefix, Number(ordinal), Suffix);

    /// <summary>A title with the number for <c>{n}</c>.</summary>
    public LocalizedText Fill(LocalizedText title, int ordinal)
    {
        string number = Number(ordinal);
        return new LocalizedText(
            title.Zh.Replace("{n}", number, StringComparison.Ordinal),
            title.En.Replace("{n}", number, StringComparison.Ordinal));
    }

    private static IdTemplate? Check(IdTemplate template, string text, ref string? error)
    {
        if (Names.IsId(template.Id(template.Count - 1)))
            return template;
        error = $"an id must be 1 to 64 of a-z, 0-9 and '-', not '{text}'";
        return null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
