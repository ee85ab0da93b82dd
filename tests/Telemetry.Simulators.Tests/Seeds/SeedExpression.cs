using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Telemetry.Simulators.Tests.Seeds;

/// <summary>
/// As much of the rules' expression language as the seeds use (or and not, comparisons, arithmetic, delta), evaluated
/// slowly and independently of the worker's engine. Missing values are NaN.
/// </summary>
/// <param name="text">The expression.</param>
/// <param name="field">The value of a field now.</param>
/// <param name="delta">The change of a field over a duration.</param>
internal sealed class SeedExpression(string text, Func<string, double> field, Func<string, TimeSpan, double> delta)
{
    private static readonly ConcurrentDictionary<string, string[]> Tokenised = new();

    private readonly string[] _tokens = Tokenised.GetOrAdd(
        text, static t => [.. Regex.Matches(t, @"[a-z_][a-z0-9_]*|[0-9]+(\.[0-9]+)?[smh]?|[<>!=]=|[-+*/<>(),]").Select(m => m.Value)]);

    private int _at;

    public bool IsTrue()
    {
        bool result = Or();
        Assert.True(_at == _tokens.Length, $"'{text}' goes on at '{Current}'");
        return result;
    }

    private string Current => _at < _tokens.Length ? _tokens[_at] : "";

    private bool Or()
    {
        bool value = And();
        while (Take("or"))
            value |= And();
        return value;
    }

    private bool And()
    {
        bool value = Not();
        while (Take("and"))
            value &= Not();
        return value;
    }

    private bool Not() => Take("not") ? !Not() : Comparison();

    private bool Comparison()
    {
        double left = Sum();
        if (Take("<="))
            return left <= Sum();
        if (Take(">="))
            return left >= Sum();
        if (Take("<"))
            return left < Sum();
        return Take(">") ? left > Sum() : left == 1;
    }

    private double Sum()
    {
        double value = Product();
        while (Current is "+" or "-")
            value += Take("+") ? Product() : Take("-") ? -Product() : 0;
        return value;
    }

    private double Product()
    {
        double value = Factor();
        while (Current is "*" or "/")
            value = Take("*") ? value * Factor() : Take("/") ? value / Factor() : value;
        return value;
    }

    private double Factor()
    {
        if (Take("-"))
            return -Factor();
        string token = _tokens[_at++];
        if (token == "delta")
        {
            Assert.True(Take("("));
            string name = _tokens[_at++];
            Assert.True(Take(","));
            string duration = _tokens[_at++];
            Assert.True(Take(")"));
            Assert.True(Simulators.Inventory.Duration.TryParse(duration, out TimeSpan over));
            return delta(name, over);
        }

        return char.IsDigit(token[0]) ? double.Parse(token, CultureInfo.InvariantCulture) : field(token);
    }

    private bool Take(string token)
    {
        bool there = Current == token;
        _at += there ? 1 : 0;
        return there;
    }
}
