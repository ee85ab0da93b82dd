using Microsoft.Net.Http.Headers;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Pages;

/// <summary>The language of a page. Its texts stand where they are used, in both languages beside each other.</summary>
public sealed class Words
{
    /// <summary>Remembers the choice of whoever pressed the language button.</summary>
    public const string Cookie = "telemetry-language";

    private const string ChineseCode = "zh";
    private const string EnglishCode = "en";

    private Words(bool isChinese) => IsChinese = isChinese;

    public static Words Chinese { get; } = new(true);

    public static Words English { get; } = new(false);

    public bool IsChinese { get; }

    /// <summary>For <c>lang</c>.</summary>
    public string Tag => IsChinese ? "zh-CN" : EnglishCode;

    /// <inheritdoc cref="Tag"/>
    public string OtherTag => IsChinese ? EnglishCode : "zh-CN";

    /// <summary>What the cookie holds for the language that the page is not in.</summary>
    public string OtherCode => IsChinese ? EnglishCode : ChineseCode;

    public string this[string zh, string en] => IsChinese ? zh : en;

    public string Of(LocalizedText text) => this[text.Zh, text.En];

    /// <summary>The same in the language that the page is not in.</summary>
    public string Other(LocalizedText text) => this[text.En, text.Zh];

    /// <summary>The language that was chosen, else the one that the browser asks for first, else Chinese.</summary>
    public static Words For(HttpRequest request) => Find(request.Cookies[Cookie]) ?? Preferred(request) ?? Chinese;

    /// <summary>Null for any other language.</summary>
    public static Words? Find(string? code) => code switch
    {
        ChineseCode => Chinese,
        EnglishCode => English,
        _ => null,
    };

    private static Words? Preferred(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out IList<StringWithQualityHeaderValue>? languages)
            ? languages.OrderByDescending(language => language.Quality ?? 1)
                .Select(language => Find(language.Value.ToString().Split('-')[0].ToLowerInvariant()))
                .FirstOrDefault(words => words is not null)
            : null;
}
