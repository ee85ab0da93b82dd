namespace Telemetry.Storage.Stores;

/// <summary>One point of an answer.</summary>
/// <param name="TimestampMs">Unix milliseconds: of the point, or of the start of its bucket.</param>
/// <param name="Number">The value of a number (of a boolean: 1 or 0); null for a text.</param>
/// <param name="Text">The value of a text; null otherwise.</param>
public readonly record struct SeriesPoint(long TimestampMs, double? Number, string? Text);
