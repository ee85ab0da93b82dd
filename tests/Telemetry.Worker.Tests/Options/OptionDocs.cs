using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Telemetry.Mqtt.Broker;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Tests.Options;

/// <summary>An option as its documentation comment tells it.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="Property">Where it is kept.</param>
/// <param name="Standard">Its default.</param>
/// <param name="Default">The default in words; empty when the comment names none.</param>
/// <param name="Range">What it may be, in words.</param>
/// <param name="Meaning">The rest of the comment.</param>
internal sealed record OptionDoc(string Name, PropertyInfo Property, object? Standard, string Default, string Range, string Meaning);

/// <summary>Reads the documentation comments of all options, and makes the tables of docs/operations.md of them.</summary>
internal static partial class OptionDocs
{
    /// <summary>Options of the broker that are given by its section.</summary>
    private static readonly string[] GivenBySection =
        [nameof(MqttBrokerOptions.Host), nameof(MqttBrokerOptions.Port), nameof(MqttBrokerOptions.MaximumPacketSize), nameof(MqttBrokerOptions.ReadFill)];

    public static IReadOnlyList<OptionDoc> All { get; } = [.. Of(new WorkerOptions(), "")];

    /// <summary>One table for each section.</summary>
    public static string Tables()
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, OptionDoc> section in All.GroupBy(o => o.Name[..o.Name.LastIndexOf(':')]))
        {
            text.Append(CultureInfo.InvariantCulture, $"### {section.Key}\n\n| Option | Default | Range | Meaning |\n|---|---|---|---|\n");
            foreach (OptionDoc option in section)
                text.Append(CultureInfo.InvariantCulture, $"| `{option.Name}` | {option.Default} | {option.Range} | {option.Meaning} |\n");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<OptionDoc> Of(object section, string path)
    {
        foreach (PropertyInfo property in section.GetType().GetProperties())
        {
            if (section is MqttBrokerOptions && GivenBySection.Contains(property.Name))
                continue;
            if (property.PropertyType.IsClass && property.PropertyType != typeof(string))
            {
                foreach (OptionDoc option in Of(property.GetValue(section)!, path + property.Name + ":"))
                    yield return option;
            }
            else
            {
                yield return Read(path + property.Name, property, property.GetValue(section));
            }
        }
    }

    private static OptionDoc Read(string name, PropertyInfo property, object? standard)
    {
        string summary = Summary(property);
        Match sentence = DefaultSentence().Match(summary);
        string meaning = sentence.Success ? summary.Remove(sentence.Index, sentence.Length).Replace("  ", " ", StringComparison.Ordinal).Trim() : summary;
        string[] parts = sentence.Success ? RangeSeparator().Split(sentence.Groups["rest"].Value, 2) : [""];
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsEnum)
            return new OptionDoc(name, property, standard, Lower(standard), string.Join(", ", Enum.GetNames(type).Select(Lower)), summary);
        string rest = parts.Length > 1 ? parts[1] : "";
        return type == typeof(bool)
            ? new OptionDoc(name, property, standard, parts[0], "true, false", rest.Length == 0 ? meaning : $"{meaning} {rest}.")
            : new OptionDoc(name, property, standard, parts[0], rest.StartsWith("range ", StringComparison.Ordinal) ? rest["range ".Length..] : rest, meaning);
    }

    private static string Lower(object? value) => value!.ToString()!.ToLowerInvariant();

    private static string Summary(PropertyInfo property)
    {
        string file = Path.Combine(AppContext.BaseDirectory, property.DeclaringType!.Assembly.GetName().Name + ".xml");
        XElement? member = Documents.GetValue(file).Descendants("member")
            .FirstOrDefault(m => m.Attribute("name")!.Value == $"P:{property.DeclaringType.FullName}.{property.Name}");
        return member?.Element("summary") is { } summary ? Space().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim() : "";
    }

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        _ => "",
    };

    [GeneratedRegex(@"(?<=^|\. |\.\) )Default:? (?<rest>.+?)\.(?= |$)")]
    private static partial Regex DefaultSentence();

    [GeneratedRegex(@"; |, range ")]
    private static partial Regex RangeSeparator();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    private static class Documents
    {
        private static readonly Dictionary<string, XDocument> Read = [];

        public static XDocument GetValue(string file)
        {
            lock (Read)
            {
                if (!Read.TryGetValue(file, out XDocument? document))
                    Read[file] = document = XDocument.Load(file);
                return document;
            }
        }
    }
}
