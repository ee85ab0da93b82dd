using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Drills</c>: test calls that a person has to answer.</summary>
public sealed class DrillsOptions
{
    /// <summary>Call whoever holds each duty once a week. Default true; <c>./run</c> sets false.</summary>
    public bool Weekly { get; set; } = true;

    /// <summary>The day of the week of the weekly test: monday to sunday. Default wednesday.</summary>
    public DayOfWeek Day { get; set; } = DayOfWeek.Wednesday;

    /// <summary>The time of day of the first calls, in the city's time zone (<c>time-zone</c> of its files). Default <c>10:00</c>.</summary>
    [RegularExpression("([01][0-9]|2[0-3]):[0-5][0-9]")]
    public string Time { get; set; } = "10:00";

    /// <summary>Over how long the duties are spread from then on, so that not all telephones ring at once; 0: all at once. Default 1 h; 0 to 8 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "08:00:00")]
    public TimeSpan Spread { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A test that could not begin in time begins up to this late; then it waits for the same time of the next working day. Default 2 h; 15 min to 12 h.</summary>
    [Range(typeof(TimeSpan), "00:15:00", "12:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Id of the calendar of the city's files whose days are off: the test moves to the next working day. A city without it has none. Default <c>holidays</c>.</summary>
    public string Holidays { get; set; } = "holidays";

    /// <summary>How long a person has to answer a test call before it counts as missed. Default 30 min; 1 min to 12 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "12:00:00")]
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a test that is over is kept, with its calls. Default 400 days; 14 days to 10 years.</summary>
    [Range(typeof(TimeSpan), "14.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(400);
}
