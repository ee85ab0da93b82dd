namespace Telemetry.Worker.Escalation;

/// <summary>That one incident is to be told to one target in one way; several of them become one call.</summary>
internal sealed class PageRow
{
    public long Number { get; set; }

    public string Incident { get; set; } = "";

    public string Target { get; set; } = "";

    /// <summary>Null when the role itself is called.</summary>
    public string? Person { get; set; }

    /// <summary>Null when no duty answers.</summary>
    public string? Duty { get; set; }

    public string Way { get; set; } = "";

    /// <summary>Of the ladder, from 1.</summary>
    public int Step { get; set; }

    public int Round { get; set; }

    public bool Urgent { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long Created { get; set; }

    /// <summary><c>waiting</c>, <c>called</c> or <c>cancelled</c>.</summary>
    public string State { get; set; } = "";

    /// <summary>The key of its call; null until it is made.</summary>
    public string? Call { get; set; }
}
