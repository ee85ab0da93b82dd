using System.Globalization;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>Numbers as people read them: in the steps of their sensor, and with their unit; a count has none.</summary>
public static class ValueText
{
    private const string Ratio = "1";
    private const string Count = "items"; // what is counted is said by the field's title
    private const int MostDecimals = 6;
    private const int Decimals = 3;

    /// <summary><c>0.82 MPa</c>, <c>91 %</c> for a ratio of at most one.</summary>
    /// <param name="field">What it is a value of; null when that is no single field.</param>
    public static string Of(double number, FieldProfile? field)
    {
        if (field is { Unit: Ratio, PhysicalMaximum: 1 })
        {
            return string.Create(CultureInfo.InvariantCulture, $"{number * 100:0.#} %");
        }

        string unit = field?.Unit switch
        {
            null or "" or Ratio or Count => "",
            "degC" => " °C",
            string other => " " + other,
        };
        double rounded = Math.Round(number, DecimalsOf(field));
        return string.Create(CultureInfo.InvariantCulture, $"{rounded:0.######}{unit}");
    }

    private static int DecimalsOf(FieldProfile? field)
    {
        if (field is null || !(field.Resolution > 0))
        {
            return Decimals;
        }

        int decimals = 0;
        for (double step = field.Resolution; decimals < MostDecimals && Math.Abs(step - Math.Round(step)) > 1e-6 * step; step *= 10)
        {
            decimals++;
        }

        return decimals;
    }
}
