using System.Text.RegularExpressions;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Accounts;

/// <summary>Names of users: they stand in histories, logs and addresses beside names that no user has.</summary>
internal static partial class AccountName
{
    /// <summary>What stands where no name can be shown.</summary>
    public const string NoName = "(no name)";

    /// <summary>Who acts in histories and in the audit log without being a user.</summary>
    private static readonly string[] Reserved =
    [
        "administrator", "anonymous", "app", "calendar", "call", "cli", "duty", "escalation", "inventory", "maintenance", "me", "mqtt", "rules", "screen",
        "silence", "sms", "start", "system", "telemetry", "watch", ChannelName.Webhook, ChannelName.Command, ChannelName.Line,
    ];

    /// <exception cref="AccountException">It cannot be a user's.</exception>
    public static void Require(string? name)
    {
        if (!IsWellFormed(name))
            throw new AccountException(AccountMistake.Invalid, $"The name '{Hosting.VisibleText.Of(Cut(name ?? ""))}' cannot be a user's: it is 1 to 64 of a-z, 0-9, '.' and '-', the first a letter or a digit.");
        if (Reserved.Contains(name))
            throw new AccountException(AccountMistake.Invalid, $"The name '{name}' is reserved: entries of the product itself have it.");
    }

    public static bool IsWellFormed(string? name) => name is not null && Form().IsMatch(name);

    /// <summary>A name that somebody typed, for a log; what cannot be a name may be anything, also a password.</summary>
    public static string OrNone(string? name) => IsWellFormed(name) ? name! : NoName;

    private static string Cut(string text) => text.Length > 64 ? text[..64] + "..." : text;

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
