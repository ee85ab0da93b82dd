namespace Telemetry.Storage.Journal;

/// <summary>What a reader may read of a segment at a moment.</summary>
/// <param name="EndPosition">Behind the last record: where the next segment starts, or the committed position.</param>
/// <param name="EndOffset">No good block ends behind this offset.</param>
/// <param name="IsSealed">True when nothing more will be written to it.</param>
/// <param name="IsEndLost">True when records behind it were lost elsewhere, so that it may end before <paramref name="EndPosition"/>.</param>
internal readonly record struct SegmentView(long Id, long FirstPosition, long EndPosition, long EndOffset, bool IsSealed, bool IsEndLost);
