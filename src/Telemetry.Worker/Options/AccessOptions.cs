using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Access</c>: users, passwords, tokens.</summary>
public sealed class AccessOptions
{
    /// <summary>Characters that a new password has at least. Default 12; 8 to 128.</summary>
    [Range(8, 128)]
    public int MinimumPasswordLength { get; set; } = 12;

    /// <summary>
    /// Rounds of PBKDF2 (HMAC-SHA-512) of a password; a change counts for each user at the next login. Default 210,000; 10,000 to
    /// 5,000,000.
    /// </summary>
    [Range(10_000, 5_000_000)]
    public int PasswordIterations { get; set; } = 210_000;

    /// <summary>Wrong passwords in a row that lock a user. Default 5; 3 to 100.</summary>
    [Range(3, 100)]
    public int MaximumFailures { get; set; } = 5;

    /// <summary>How long the first lock lasts; each further one without a login in between is twice as long. Default 1 min; 10 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan LockFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest lock. Sessions and tokens of a locked user go on. Default 1 h; 1 min to 24 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "24:00:00")]
    public TimeSpan LockAtMost { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Failed logins of one address (IPv6: of one /64) in ten minutes; further ones are refused without a look at the password.
    /// Behind a proxy set <see cref="Proxies"/>, or all people are one address. Default 30; 5 to 10,000.
    /// </summary>
    [Range(5, 10_000)]
    public int FailuresPerAddress { get; set; } = 30;

    /// <summary>
    /// Addresses of reverse proxies whose <c>X-Forwarded-For</c> is believed, separated by commas. Default none: the other side of
    /// the connection is who asks.
    /// </summary>
    public string? Proxies { get; set; }

    /// <summary>The longest time for which a token can be made. Default 365 days; 1 day to 3650 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan MaximumTokenLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Tokens that a user may have at once. Default 50; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int TokensPerUser { get; set; } = 50;

    /// <summary>
    /// Entries of the audit log about refused requests and failed logins of one address in a minute, and ten times as many of all
    /// together; what is beyond is counted there in one entry a minute. Default 30; 1 to 6,000.
    /// </summary>
    [Range(1, 6_000)]
    public int RefusalsPerMinute { get; set; } = 30;
}
