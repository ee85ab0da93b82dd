namespace Telemetry.Worker.Auditing;

/// <summary>What became of checking the audit log.</summary>
/// <param name="Entries">How many there are, up to the first that does not fit.</param>
/// <param name="Anchor">The number of the last entry that went for its age; 0 when none did.</param>
/// <param name="Head">The number of the newest entry.</param>
/// <param name="HeadHash">Its hash. Written down elsewhere, it proves later that the log up to it was not made anew.</param>
/// <param name="Sealed">Entries up to this number were written by a version without a chain, and hashed as they were found.</param>
/// <param name="Entry">The first entry that does not fit.</param>
/// <param name="Trouble">What is wrong; null when nothing is.</param>
internal sealed record AuditVerdict(long Entries, long Anchor, long Head, string HeadHash, long Sealed, long? Entry, string? Trouble)
{
    public bool IsSound => Trouble is null;
}
