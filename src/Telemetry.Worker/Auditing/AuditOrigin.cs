namespace Telemetry.Worker.Auditing;

/// <summary>Where what happens now comes from: the request that is being answered, or the command that runs. The audit log writes it down.</summary>
/// <param name="Address">Of the other side; null when there is none.</param>
/// <param name="Via">As in <see cref="AuditEntry.Via"/>.</param>
internal sealed record AuditOrigin(string? Address, string? Via)
{
    private static readonly AsyncLocal<AuditOrigin?> Ambient = new();

    /// <summary>Goes along with the request into everything that is awaited for it; null outside of one.</summary>
    public static AuditOrigin? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}
