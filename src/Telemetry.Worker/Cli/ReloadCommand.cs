using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry reload</c>: tells a running worker to read the city's files again, over its API.</summary>
internal static class ReloadCommand
{
    /// <summary>Fifty thousand devices take two seconds.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        Option<string?> url = RunningWorker.UrlOption();
        var command = new Command("reload", "Have a running worker read the city's files again. --Data:Folder=DIR says where its console.token lies, --Console:Url=URL where it listens")
        {
            url,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => RunningWorker.AskAsync(
            parsed, url, Timeout, $"no answer within {Timeout.TotalSeconds:0} s; GET /api/v1/city shows what became of it.",
            async http =>
            {
                using HttpResponseMessage response = await http.PostAsync("api/v1/city/reload", null, cancellationToken);
                return await TellAsync(response, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken);
            },
            cancellationToken));
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
}
