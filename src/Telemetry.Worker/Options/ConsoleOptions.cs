using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Console</c>: the HTTP address of pages, API and metrics.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Address to listen on. Default <c>http://127.0.0.1:8080</c>; port 0 takes any free one.</summary>
    [Required]
    public string Url { get; set; } = "http://127.0.0.1:8080";

    /// <summary>The address under which people reach the console, for links. Default: <see cref="Url"/>.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>How long a browser stays logged in. Default 12 h; 5 min to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Print a line of counts: every two seconds on a terminal, every ten seconds into a file. Default false; <c>./run</c> sets it.</summary>
    public bool Summary { get; set; }

    /// <summary>A file that is written once everything serves, and removed at the end. Default none.</summary>
    public string? ReadyFile { get; set; }
}
