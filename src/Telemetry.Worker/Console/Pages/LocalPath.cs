using System.Text.RegularExpressions;

namespace Telemetry.Worker.Console.Pages;

/// <summary>The pages of the console that a form may lead back to; nothing else, so that no link leads anybody astray.</summary>
internal static partial class LocalPath
{
    /// <summary>The path itself when it is one of a page, else the first page.</summary>
    public static string OrHome(string? path) => path is not null && Page().IsMatch(path) ? path : "/";

    [GeneratedRegex(@"\A/(incidents/[0-9A-Za-z-]{1,80}|quarantine)?\z")]
    private static partial Regex Page();
}
