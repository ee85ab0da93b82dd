namespace Telemetry.Worker.Console.Api;

/// <summary>What a person says with a step.</summary>
/// <param name="Note">For those who read the history later; at most Incidents:MaximumNote characters.</param>
/// <param name="Version">The version they looked at.</param>
public sealed record NoteRequest(string? Note, int? Version);

/// <summary>What it turned out to be.</summary>
/// <param name="Cause">What caused it; a false alarm needs one.</param>
/// <param name="Note">For those who read the history later.</param>
/// <param name="Version">The version they looked at.</param>
public sealed record CauseRequest(string? Cause, string? Note, int? Version);

/// <summary>Why an incident is put aside, and for how long: either until a moment or for so many minutes.</summary>
/// <param name="Reason">For people.</param>
/// <param name="Until">RFC 3339.</param>
/// <param name="Minutes">From now.</param>
/// <param name="Note">For those who read the history later.</param>
/// <param name="Version">The version they looked at.</param>
public sealed record HoldRequest(string? Reason, string? Until, double? Minutes, string? Note, int? Version);

/// <summary>Who is given an incident.</summary>
/// <param name="To">The name of a user or the id of a person.</param>
/// <param name="Note">For those who read the history later, the new one among them.</param>
/// <param name="Version">The version they looked at.</param>
public sealed record GiveRequest(string? To, string? Note, int? Version);

/// <summary>Something to remember.</summary>
/// <param name="Note">At most Incidents:MaximumNote characters.</param>
public sealed record CommentRequest(string? Note);
