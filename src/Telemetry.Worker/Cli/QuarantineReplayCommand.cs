using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry quarantine replay</c>: asks the running worker, whose journal it is, with the token in its data folder.</summary>
internal static class QuarantineReplayCommand
{
    public static Command Create()
    {
        var choice = new QuarantineArguments();
        var positions = new Option<long[]>("--position") { Description = "The number that 'list' shows; may be given again and again" };
        var all = new Option<bool>("--all") { Description = "Every message that waits" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing, tell what would happen" };
        var replay = new Command("replay", "Try rejected messages again, with the times they had. The worker has to run: --Console:Url says where") { positions, all, dryRun };
        choice.AddTo(replay);
        replay.TreatUnmatchedTokensAsErrors = false;
        replay.SetAction((parsed, cancellationToken) =>
        {
            long[] numbers = parsed.GetValue(positions) ?? [];
            QuarantineQuery query = choice.Query(parsed);
            bool isFiltered = typeof(QuarantineQuery).GetProperties().Any(property => property.GetValue(query) is not null);
            if (numbers.Length > 0 ? isFiltered || parsed.GetValue(all) : isFiltered == parsed.GetValue(all))
            {
                parsed.InvocationConfiguration.Error.WriteLine("Say which messages: their numbers, or a filter such as --reason unknown-device, or --all.");
                return Task.FromResult(ExitCode.Mistakes);
            }

            var request = numbers.Length > 0 ? new ReplayRequest(numbers, null, parsed.GetValue(dryRun)) : new ReplayRequest(null, query, parsed.GetValue(dryRun));
            return RunAsync(parsed, request, cancellationToken);
        });
        return replay;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ReplayRequest request, CancellationToken cancellationToken)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        Preparation prepared = Preparation.Of(parsed, withCity: false);
        if (prepared.Report(error))
            return ExitCode.Mistakes;
        WorkerOptions options = prepared.Options;
        try
        {
            ReplayAnswer answer = await AskAsync(options, request, cancellationToken);
            Write(parsed.InvocationConfiguration.Output, answer);
            return ExitCode.Success;
        }
        catch (Exception e) when (e is StartException or HttpRequestException or IOException or UnauthorizedAccessException or JsonException)
        {
            error.WriteLine(e is HttpRequestException ? $"{options.Console.Url} does not answer: {e.Message} The worker has to run; --Console:Url=URL says where." : e.Message);
            return ExitCode.Failed;
        }
    }

    private static async Task<ReplayAnswer> AskAsync(WorkerOptions options, ReplayRequest request, CancellationToken cancellationToken)
    {
        string tokenFile = Path.Combine(options.Data.Folder, ConsoleToken.FileName);
        if (!File.Exists(tokenFile))
            throw new StartException($"{tokenFile}: there is no such file; --Data:Folder=DIR names the worker's data folder.");
        string token = (await File.ReadAllTextAsync(tokenFile, cancellationToken)).Trim();

        // A replay of all that is kept takes minutes; whoever waits too long presses Ctrl-C, and what is done is done.
        using var http = new HttpClient { BaseAddress = LocalAddress(options.Console.Url), Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await http.PostAsJsonAsync("/api/v1/quarantine/replay", request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            JsonNode? problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
                ? await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken)
                : null;
            throw new StartException($"The worker refuses ({(int)response.StatusCode}): {VisibleText.Of(problem?["detail"]?.GetValue<string>() ?? response.ReasonPhrase ?? "")}");
        }

        return (await response.Content.ReadFromJsonAsync<ReplayAnswer>(cancellationToken))!;
    }

    /// <summary>Where to ask when the worker listens on every address.</summary>
    private static Uri LocalAddress(string url)
    {
        string first = url.Split(';')[0].Replace("://*", "://127.0.0.1", StringComparison.Ordinal).Replace("://+", "://127.0.0.1", StringComparison.Ordinal);
        var uri = new UriBuilder(first);
        if (uri.Host is "0.0.0.0" or "[::]")
            uri.Host = "127.0.0.1";
        return uri.Uri;
    }

    private static void Write(TextWriter output, ReplayAnswer answer)
    {
        foreach (ReplayItem message in answer.Messages)
        {
            string what = message.Outcome == "taken" ? $"{message.Records} records" : message.Reason ?? "";
            output.WriteLine($"{message.Position,12}  {message.Outcome,-16} {what,-20} {VisibleText.Of(message.Device ?? "-")}");
        }

        output.WriteLine(
            $"{(answer.DryRun ? "would be " : "")}taken {answer.Taken}, refused {answer.Refused}, already replayed {answer.AlreadyReplayed}, not replayable {answer.NotReplayable}, not found {answer.NotFound}");
    }
}
