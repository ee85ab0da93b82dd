using System.Text.Json;
using System.Text.Unicode;

namespace Telemetry.Alerting.Inputs;

/// <summary>Strict JSON, before anything is made of it.</summary>
internal static class InputSyntax
{
    /// <summary>The object, its points, and each of them.</summary>
    public const int MaximumDepth = 3;

    /// <summary>Null when it is one JSON object, all of whose texts are Unicode.</summary>
    public static string? Find(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return "the input is not UTF-8";
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaximumDepth });
        try
        {
            bool isFirst = true;
            while (reader.Read())
            {
                if (isFirst && reader.TokenType != JsonTokenType.StartObject)
                {
                    return "an input is a JSON object, such as {\"kind\":\"maintenance\",\"scope\":{\"device\":\"...\"},\"value\":true}";
                }

                isFirst = false;
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsUnicode(reader))
                {
                    return $"the text at byte {reader.TokenStartIndex} has half a surrogate pair";
                }
            }

            return null;
        }
        catch (JsonException syntax)
        {
            return $"the input is not JSON at line {syntax.LineNumber + 1}, byte {syntax.BytePositionInLine + 1}: {syntax.Message.Split(" LineNumber", 2)[0]}";
        }
    }

    private static bool IsUnicode(in Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
