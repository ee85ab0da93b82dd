namespace Telemetry.Alerting.Expressions;

internal enum TokenKind
{
    End,
    Number,
    Duration,
    Text,
    Name,
    And,
    Or,
    Not,
    True,
    False,
    Plus,
    Minus,
    Times,
    Divide,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    Open,
    Close,
    Comma,
    Dot,
}
