using Telemetry.Alerting.Escalation;

namespace Telemetry.Worker.Notifications;

/// <summary>Which of a person's contacts belong to a way: no receiver learns more of a person than it needs.</summary>
internal static class WayContacts
{
    private static readonly string[] Calls = ["call", "phone", "mobile"];
    private static readonly string[] ShortMessages = ["sms", "mobile", "phone"];

    /// <summary>By name. An app has all that are neither a telephone's nor a short message's.</summary>
    public static IReadOnlyDictionary<string, string> Of(Person person, Way way) => way switch
    {
        Way.Call => Select(person, Calls.Contains),
        Way.Sms => Select(person, ShortMessages.Contains),
        Way.App => Select(person, name => !Calls.Contains(name) && !ShortMessages.Contains(name)),
        _ => new Dictionary<string, string>(),
    };

    private static Dictionary<string, string> Select(Person person, Func<string, bool> isOne) =>
        person.Contacts.Where(contact => isOne(contact.Key)).ToDictionary(contact => contact.Key, contact => contact.Value);
}
