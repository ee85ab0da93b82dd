namespace Telemetry.Worker.Accounts;

/// <summary>What a user is to be, or how one is to change; null leaves it as it is.</summary>
internal sealed record UserDraft
{
    public string? DisplayZh { get; init; }

    public string? DisplayEn { get; init; }

    public string? Role { get; init; }

    public IReadOnlyList<string>? Areas { get; init; }

    public bool? Disabled { get; init; }
}
