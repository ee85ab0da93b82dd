using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Quarantine;

/// <summary>Rejected messages as lines of text, one each, for other programs.</summary>
internal static class QuarantineExport
{
    /// <summary>The first line of CSV.</summary>
    public const string CsvHeader = "position,received_at,reason,device,topic,content_type,bytes,replayed_at,text,base64";

    /// <summary>What spreadsheets take for the begin of a formula, the wide forms of some among them.</summary>
    private const string Formula = "=+-@＝＋－＠";

    /// <summary>Everything but ASCII is escaped: nothing is lost, and a terminal obeys none of it.</summary>
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Default };

    /// <summary>A line of NDJSON: the same members as in the API, the payload whole but that of a picture.</summary>
    public static string NdjsonLine(QuarantinedMessage message) => JsonSerializer.Serialize(QuarantineItem.Of(message, int.MaxValue), Json);

    /// <summary>A line of CSV (RFC 4180).</summary>
    public static string CsvLine(QuarantinedMessage message)
    {
        ShownPayload payload = message.IsPicture ? default : ShownPayload.Of(message.Payload);
        string[] cells =
        [
            message.Position.ToString(CultureInfo.InvariantCulture), TimeText.Rfc3339(message.ReceivedAt), message.Reason, message.Device, message.Topic,
            message.ContentType, message.Bytes.ToString(CultureInfo.InvariantCulture), message.ReplayedAt is { } at ? TimeText.Rfc3339(at) : "",
            payload.Text ?? "",
        ];

        // Base64 may begin with +, and an apostrophe would make it unreadable: of letters, digits, + , / and = alone no formula can call anything.
        return $"{string.Join(',', cells.Select(Cell))},\"{payload.Base64}\"";
    }

    /// <summary>
    /// Always in quotes. A cell that a spreadsheet would compute begins with an apostrophe, which makes it text; control
    /// characters are escaped, so that a line stays a line.
    /// </summary>
    private static string Cell(string text)
    {
        string visible = VisibleText.Of(text);
        string harmless = visible.TrimStart() is { Length: > 0 } begin && Formula.Contains(begin[0], StringComparison.Ordinal) ? "'" + visible : visible;
        return $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
