namespace Telemetry.Storage.Tests.Stores;

/// <summary>What a store was given, and when.</summary>
internal sealed record LineBatchCopy(IReadOnlyList<string> Lines, long EndPosition, int Attempt, DateTimeOffset At);
