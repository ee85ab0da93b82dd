using System.CommandLine;
using System.Globalization;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry token create|list|revoke</c>: what programs show instead of a password.</summary>
internal static class TokenCommand
{
    public static Command Create() =>
        new("token", "Tokens of programs, sent as 'Authorization: Bearer'. A running worker sees it at once. --Data:Folder=DIR says where") { Make(), List(), Revoke() };

    private static Command Make()
    {
        var owner = new Argument<string>("owner") { Description = "The user it acts for; what the user may not, it may not" };
        var name = new Option<string>("--name") { Description = "What it is for", Required = true };
        var role = new Option<string?>("--role") { Description = "At most the role of the owner; left out, the same" };
        var areas = new Option<string[]>("--area") { Description = "Within those of the owner; left out, the same. May be given several times, or with commas" };
        var days = new Option<double>("--days") { Description = "How long it lives, at most Access:MaximumTokenLifetime", DefaultValueFactory = _ => 90 };
        return UserCommand.Made(new Command("create", "Make a token; it is printed this once") { owner, name, role, areas, days }, (parsed, accounts, output) =>
        {
            double lifetime = parsed.GetValue(days);
            if (lifetime is not (> 0 and <= 36_500))
                throw new AccountException(AccountMistake.Invalid, string.Create(CultureInfo.InvariantCulture, $"--days {lifetime} has to be above 0."));
            NewToken made = accounts.Tokens.Create(
                parsed.GetRequiredValue(owner),
                new TokenDraft(parsed.GetRequiredValue(name), parsed.GetValue(role), UserCommand.Split(parsed.GetValue(areas)), TimeSpan.FromDays(lifetime)), accounts.City, accounts.By);
            output.WriteLine(made.Secret);
            parsed.InvocationConfiguration.Error.WriteLine(
                $"Token {made.Token.Id} of {made.Token.Owner}, until {TimeText.Rfc3339(made.Token.ExpiresAt)}. It is shown this once; only its hash is kept.");
        });
    }

    private static Command List()
    {
        var owner = new Option<string?>("--owner") { Description = "Only those of a user" };
        return UserCommand.Made(new Command("list", "List the tokens, the newest first") { owner }, (parsed, accounts, output) =>
        {
            long nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (ApiToken token in accounts.Tokens.List(parsed.GetValue(owner)))
            {
                string areas = token.Role == Role.Administrator ? "the whole city" : token.Areas.Count == 0 ? "no area" : AreaList.Join(token.Areas);
                string state = token.RevokedAt is { } revoked ? $"revoked {TimeText.Rfc3339(revoked)} by {token.RevokedBy}"
                    : token.ExpiresAt <= nowMs ? $"expired {TimeText.Rfc3339(token.ExpiresAt)}"
                    : $"until {TimeText.Rfc3339(token.ExpiresAt)}";
                string used = token.UsedAt is { } at ? $"last used {TimeText.Rfc3339(at)}" : "never used";
                output.WriteLine(VisibleText.Of($"{token.Id}  {token.Owner,-20}  {token.Role.Label(),-13}  {areas}  {state}  {used}  {token.Name}"));
            }
        });
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "As 'telemetry token list' shows it" };
        return UserCommand.Made(new Command("revoke", "Refuse a token from now on") { id }, (parsed, accounts, output) =>
        {
            accounts.Tokens.Revoke(parsed.GetRequiredValue(id), null, accounts.By);
            output.WriteLine($"{parsed.GetRequiredValue(id)}  revoked");
        });
    }
}
