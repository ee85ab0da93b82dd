using System.Globalization;
using Telemetry.Alerting.Expressions.Units;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions;

/// <summary>Cuts the text of an expression into tokens. The first mistake ends it.</summary>
internal static class Lexer
{
    /// <summary>The longest expression, in characters.</summary>
    public const int MaximumLength = 4096;

    public static bool TryRead(string text, UnitTable units, List<Token> tokens, ICollection<ExpressionMistake> mistakes)
    {
        if (text.Length > MaximumLength)
        {
            mistakes.Add(new(0, $"the expression has {text.Length} characters, more than {MaximumLength}"));
            return false;
        }

        int at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                tokens.Add(new(TokenKind.End, at, string.Empty));
                return true;
            }

            int mistakeAt = at;
            if (!TryReadOne(text, at, out var token, out int length, out string? problem)
                || (token.Kind == TokenKind.Number && !UnitLexer.TryRead(text, units, ref token, ref length, out mistakeAt, out problem)))
            {
                mistakes.Add(new(mistakeAt, problem!));
                return false;
            }

            tokens.Add(token);
            at += length;
        }
    }

    private static bool TryReadOne(string text, int at, out Token token, out int length, out string? problem)
    {
        char first = text[at];
        if (char.IsAsciiDigit(first) || (first == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
        {
            return TryReadNumber(text, at, out token, out length, out problem);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            length = RunLength(text, at, static c => char.IsAsciiLetterOrDigit(c) || c == '_');
            string name = text.Substring(at, length);
            token = new(Keyword(name), at, name);
            problem = null;
            return true;
        }

        if (first is '\'' or '"')
        {
            return TryReadText(text, at, out token, out length, out problem);
        }

        return TryReadSign(text, at, out token, out length, out problem);
    }

    private static bool TryReadNumber(string text, int at, out Token token, out int length, out string? problem)
    {
        length = RunLength(text, at, static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_');
        char last = char.ToLowerInvariant(text[at + length - 1]);
        char next = at + length < text.Length ? text[at + length] : ' ';
        if (last == 'e' && next is '-' or '+')
        {
            // An exponent with its sign: 1e-3.
            length += 1 + RunLength(text, at + length + 1, char.IsAsciiDigit);
        }

        string word = text.Substring(at, length);
        problem = null;
        if (DurationText.TryParse(word, out var duration))
        {
            token = new(TokenKind.Duration, at, word, duration.TotalMilliseconds);
            return true;
        }

        // 20L is 20 L: the unit is read behind the number.
        int digits = NumberLength(word);
        if (digits < word.Length && digits > 0)
        {
            length = digits;
            word = word[..digits];
        }

        if (double.TryParse(word, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number))
        {
            token = new(TokenKind.Number, at, word, number);
            return true;
        }

        token = default;
        problem = $"'{word}' is neither a number nor a duration; a duration has a unit (ms, s, m, h or d), such as 5m";
        return false;
    }

    /// <summary>How much of a run of letters and digits is a number that a unit may stick to; all of it when none may.</summary>
    private static int NumberLength(string word)
    {
        int end = RunLength(word, 0, static c => char.IsAsciiDigit(c) || c == '.');
        return end < word.Length && char.IsAsciiLetter(word[end]) && word[end] is not ('e' or 'E') ? end : word.Length;
    }

    private static bool TryReadText(string text, int at, out Token token, out int length, out string? problem)
    {
        int end = text.IndexOf(text[at], at + 1);
        if (end < 0)
        {
            token = default;
            length = 0;
            problem = $"the text that begins here has no closing {text[at]}";
            return false;
        }

        length = end - at + 1;
        token = new(TokenKind.Text, at, text[(at + 1)..end]);
        problem = null;
        return true;
    }

    private static bool TryReadSign(string text, int at, out Token token, out int length, out string? problem)
    {
        char first = text[at];
        char second = at + 1 < text.Length ? text[at + 1] : '\0';
        (var kind, length) = (first, second) switch
        {
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('=', '=') => (TokenKind.Equal, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('<', not '>') => (TokenKind.Less, 1),
            ('>', _) => (TokenKind.Greater, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('*', _) => (TokenKind.Times, 1),
            ('/', _) => (TokenKind.Divide, 1),
            ('(', _) => (TokenKind.Open, 1),
            (')', _) => (TokenKind.Close, 1),
            (',', _) => (TokenKind.Comma, 1),
            ('.', _) => (TokenKind.Dot, 1),
            _ => (TokenKind.End, 0),
        };
        token = new(kind, at, text.Substring(at, length));
        problem = length > 0
            ? null
            : (first, second) switch
            {
                ('=', _) => "'=' does not compare; write '=='",
                ('<', '>') => "'<>' is not known; write '!='",
                ('&', _) => "'&' is not known; write 'and'",
                ('|', _) => "'|' is not known; write 'or'",
                ('!', _) => "'!' is not known; write 'not'",
                _ => $"'{first}' has no meaning here",
            };
        return problem is null;
    }

    private static int RunLength(string text, int at, Func<char, bool> belongs)
    {
        int end = at;
        while (end < text.Length && belongs(text[end]))
        {
            end++;
        }

        return end - at;
    }

    private static TokenKind Keyword(string name) => name switch
    {
        "and" => TokenKind.And,
        "or" => TokenKind.Or,
        "not" => TokenKind.Not,
        "true" => TokenKind.True,
        "false" => TokenKind.False,
        _ => TokenKind.Name,
    };
}
