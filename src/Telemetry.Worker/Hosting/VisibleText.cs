using System.Globalization;
using System.Text;

namespace Telemetry.Worker.Hosting;

/// <summary>
/// Text that others sent, for a terminal or a log: control characters, line separators and invisible format characters
/// (which can turn the direction of writing) become <c>\uNNNN</c>, so that nothing in it starts a line or steers anything.
/// </summary>
internal static class VisibleText
{
    public static string Of(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? text : Escape(text);

    private static string Escape(string text)
    {
        var visible = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (IsVisible(c))
                visible.Append(c);
            else
                visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return visible.ToString();
    }

    private static bool IsVisible(char c) => char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
