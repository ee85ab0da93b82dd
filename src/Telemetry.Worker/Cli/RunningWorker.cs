using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary>A worker that runs, for commands that ask it something over its API with the token of its data folder.</summary>
internal static class RunningWorker
{
    public static Option<string?> UrlOption() => new("--url") { Description = "The worker's address, when it is not Console:Url of the options" };

    /// <summary>Asks, and tells what stood in the way.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="url">See <see cref="UrlOption"/>.</param>
    /// <param name="timeout">Of each request.</param>
    /// <param name="noAnswer">The end of the mistake when none came in time.</param>
    /// <param name="ask">Gets a client that is logged in; its result is the command's.</param>
    /// <param name="cancellationToken">Of the command.</param>
    public static async Task<int> AskAsync(
        ParseResult parsed, Option<string?> url, TimeSpan timeout, string noAnswer, Func<HttpClient, Task<int>> ask, CancellationToken cancellationToken)
    {
        Preparation prepared = Preparation.Of(parsed, withCity: false);
        TextWriter error = parsed.InvocationConfiguration.Error;
        if (prepared.Report(error))
            return ExitCode.Mistakes;
        string address = parsed.GetValue(url) ?? Reachable(prepared.Options.Console.Url);
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = timeout };
            string token = (await File.ReadAllTextAsync(Path.Combine(prepared.Options.Data.Folder, ConsoleToken.FileName), cancellationToken)).Trim();
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return await ask(http);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or UriFormatException or JsonException)
        {
            await error.WriteLineAsync(VisibleText.Of($"{address}: {e.Message}"));
            return ExitCode.Failed;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync(VisibleText.Of($"{address}: {noAnswer}"));
            return ExitCode.Failed;
        }
    }

    /// <summary>A worker that listens on every address is reached on this machine's own.</summary>
    internal static string Reachable(string url) =>
        new UriBuilder(url) is { Host: "0.0.0.0" or "[::]" } everywhere ? new UriBuilder(everywhere.Uri) { Host = "127.0.0.1" }.ToString() : url;
}
