using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Console.Pages;

/// <summary>What the page of rejected messages shows.</summary>
/// <param name="Query">The filter as it was asked for.</param>
/// <param name="QueryText">The same as the query of an address, with its question mark; empty when there is no filter.</param>
/// <param name="Mistake">What is wrong with the filter; null when it is well.</param>
/// <param name="Total">All messages that are kept.</param>
/// <param name="Messages">The newest of those that the filter finds.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
/// <param name="Report">What came of a replay that was just asked for.</param>
/// <param name="Trouble">Why it did not come to that.</param>
/// <param name="MayReplay">Whether this person may ask for one.</param>
/// <param name="MaySeePictures">Whether this person may take the payload of a picture.</param>
public sealed record QuarantineView(
    QuarantineQuery Query, string QueryText, string? Mistake, long Total, IReadOnlyList<QuarantinedMessage> Messages, long? Next,
    ReplayAnswer? Report, string? Trouble, bool MayReplay, bool MaySeePictures);
