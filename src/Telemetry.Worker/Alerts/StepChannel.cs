namespace Telemetry.Worker.Alerts;

/// <summary>How a person took a step, as an incident's history keeps it.</summary>
internal static class StepChannel
{
    /// <summary>In a page of the console, with a session.</summary>
    public const string Page = "page";

    /// <summary>By a program, with a token.</summary>
    public const string Api = "api";

    /// <summary>In a terminal of the machine itself.</summary>
    public const string Console = "console";

    /// <summary>By answering a call.</summary>
    public const string Call = "call";
}
