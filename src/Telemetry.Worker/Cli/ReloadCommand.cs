using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry reload</c>: tells a running worker to read the city's files again, over its API.</summary>
internal static class ReloadCommand
{
    /// <summary>Fifty thousand devices take two seconds.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var url = new Option<string?>("--url") { Description = "The worker's address, when it is not Console:Url of the options" };
        var command = new Command("reload", "Have a running worker read the city's files again. --Data:Folder=DIR says where its console.token lies, --Console:Url=URL where it listens")
        {
            url,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Preparation prepared = Preparation.Of(parsed, withCity: false);
            TextWriter error = parsed.InvocationConfiguration.Error;
            if (prepared.Report(error))
                return ExitCode.Mistakes;
            string address = parsed.GetValue(url) ?? Reachable(prepared.Options.Console.Url);
            try
            {
                using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = Timeout };
                string token = (await File.ReadAllTextAsync(Path.Combine(prepared.Options.Data.Folder, ConsoleToken.FileName), cancellationToken)).Trim();
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using HttpResponseMessage response = await http.PostAsync("api/v1/city/reload", null, cancellationToken);
                return await TellAsync(response, parsed.InvocationConfiguration.Output, error, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException or UriFormatException or System.Text.Json.JsonException)
            {
                await error.WriteLineAsync(VisibleText.Of($"{address}: {e.Message}"));
                return ExitCode.Failed;
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                await error.WriteLineAsync(VisibleText.Of($"{address}: no answer within {Timeout.TotalSeconds:0} s; GET /api/v1/city shows what became of it."));
                return ExitCode.Failed;
            }
        });
        return command;
    }

    private static async Task<int> TellAsync(HttpResponseMessage response, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) ?? new JsonObject();
        if (response.IsSuccessStatusCode)
        {
            foreach (JsonNode? warning in answer["lastReload"]!["warnings"]?.AsArray() ?? [])
                await error.WriteLineAsync(VisibleText.Of($"{warning}"));
            await output.WriteLineAsync(VisibleText.Of($"{answer["lastReload"]!["outcome"]}: {answer["lastReload"]!["summary"]}; in force is {answer["hash"]}"));
            return ExitCode.Success;
        }

        foreach (JsonNode? mistake in answer["mistakes"]?.AsArray() ?? [])
        {
            string place = mistake!["line"] is { } line ? $"{mistake["file"]}:{line}:{mistake["column"]}" : $"{mistake["file"]}";
            await error.WriteLineAsync(VisibleText.Of($"{place}: {mistake["message"]}"));
        }

        await error.WriteLineAsync(VisibleText.Of($"{answer["detail"]}"));
        return response.StatusCode == HttpStatusCode.UnprocessableEntity ? ExitCode.Mistakes : ExitCode.Failed;
    }

    /// <summary>A worker that listens on every address is reached on this machine's own.</summary>
    internal static string Reachable(string url) =>
        new UriBuilder(url) is { Host: "0.0.0.0" or "[::]" } everywhere ? new UriBuilder(everywhere.Uri) { Host = "127.0.0.1" }.ToString() : url;
}
