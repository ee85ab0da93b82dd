using System.Security.Cryptography;
using System.Text;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>The id of a condition: the first 16 hexadecimal digits of SHA-256 over rule, device and raise position.</summary>
internal static class ConditionId
{
    public static string Of(Rule rule, Device device, long raisePosition) => Of(rule.Id, device.Id, raisePosition);

    /// <param name="ordinal">Above zero where one late record raised several conditions of a rule.</param>
    public static string Of(string ruleId, string deviceId, long raisePosition, int ordinal = 0)
    {
        // Ids have no line ends, so that no two triples give the same text.
        string more = ordinal == 0 ? string.Empty : FormattableString.Invariant($"\n{ordinal}");
        byte[] text = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{ruleId}\n{deviceId}\n{raisePosition}") + more);
        return Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 8));
    }
}
