using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry page-me</c>: has a running worker call a person as a test, and waits for the answer.</summary>
internal static class PageMeCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var person = new Argument<string>("person") { Description = "Id of the person in people.yaml" };
        Option<string?> url = RunningWorker.UrlOption();
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for the person's answer" };
        var command = new Command(
            "page-me", "Call a person now, as a test, in every way that real alarms use; ends well when a person has answered. --Data:Folder=DIR says where the worker's console.token lies, --Console:Url=URL where it listens")
        {
            person, url, noWait,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => RunningWorker.AskAsync(
            parsed, url, Timeout, "no answer.",
            http => CallAsync(
                http, parsed.GetRequiredValue(person), parsed.GetValue(noWait), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> CallAsync(HttpClient http, string person, bool noWait, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.PostAsync($"api/v1/people/{Uri.EscapeDataString(person)}/page-me", null, cancellationToken);
        JsonNode drill = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) ?? new JsonObject();
        if (!response.IsSuccessStatusCode)
        {
            await error.WriteLineAsync(VisibleText.Of($"{drill["detail"]}"));
            return response.StatusCode == HttpStatusCode.NotFound ? ExitCode.Mistakes : ExitCode.Failed;
        }

        string id = drill["id"]!.GetValue<string>();
        await output.WriteLineAsync(VisibleText.Of($"{id}: calls {person} in {drill["calls"]!.AsArray().Count} ways; to be answered by {drill["deadline"]}"));
        while (!noWait && drill["state"]!.GetValue<string>() == "running")
        {
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            drill = JsonNode.Parse(await http.GetStringAsync($"api/v1/drills/{id}", cancellationToken))!;
        }

        foreach (JsonNode? call in drill["calls"]!.AsArray())
            await output.WriteLineAsync(VisibleText.Of($"  {call!["way"]}: {Outcome(call)}"));
        string state = drill["state"]!.GetValue<string>();
        await output.WriteLineAsync(VisibleText.Of(drill["answeredBy"] is { } by ? $"{state} by {by} after {drill["answeredAfterSeconds"]} s" : state));
        return state is "answered" || (noWait && state == "running") ? ExitCode.Success : ExitCode.Failed;
    }

    private static string Outcome(JsonNode call) => call switch
    {
        _ when call["messages"]!.AsArray().Count == 0 => "no channel carries it",
        _ when call["delivered"]!.GetValue<bool>() => "delivered",
        _ when call["sent"]!.GetValue<bool>() => "sent, not delivered",
        _ => "not sent yet",
    };
}
